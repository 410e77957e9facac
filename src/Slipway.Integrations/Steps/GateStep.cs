using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Steps;

/// <summary><c>gate.run</c>: a quality gate in the workflow's worktree; the step fails when it does not pass.</summary>
internal sealed class GateStep(IQualityGate gate) : IStepPlugin
{
    /// <inheritdoc/>
    public string Name => "gate.run";

    /// <inheritdoc/>
    public string Description => "Runs a quality gate, which decides whether the change is good enough.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } = ["passed", "exitCode", "output"];

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema($$"""
        {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "command": { "type": "string", "minLength": 1, "maxLength": 4096 },
            "kind": { "enum": [{{string.Join(", ", GateKind.Names.Select(kind => $"\"{kind}\""))}}], "description": "Default command." },
            "settings": { "type": "object", "additionalProperties": { "type": ["string", "number"] } },
            "headSha": { "type": "string", "description": "The commit that is judged. Unset: what the worktree is at." },
            "requirement": { "type": "string", "description": "What the change is for. Unset: the input of that name." },
            "name": { "type": "string", "description": "For people; the step's id if unset." },
            "allowFailure": { "type": "boolean", "description": "Whether a gate that does not pass is an answer and no failure." }
          }
        }
        """);

    /// <inheritdoc/>
    public bool NeedsWorkspace => true;

    /// <inheritdoc/>
    public StepConfigProblem? Check(JsonElement config)
    {
        // What an expression may still change is checked when the step runs.
        var isOpen = (config.TryGetProperty("kind", out var kind) && StepConfig.Literal(kind) is null)
            || (config.TryGetProperty("settings", out var settings) && settings.GetRawText().Contains("${{", StringComparison.Ordinal));
        return !isOpen && Problem(Spec(config, "gate")) is { } problem ? new StepConfigProblem("", problem) : null;
    }

    /// <inheritdoc/>
    public SlipwayException? Missing(JsonElement config) => gate.Missing(Spec(config, "gate"));

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var spec = Spec(context.Config, context.Text("name") ?? context.StepId);
        if (Problem(spec) is { } problem)
        {
            return StepConfig.Invalid(context, $"cannot be used: {problem}");
        }

        var result = await gate.RunAsync(
            new GateRun(context.WorkflowId, spec.Name, spec.Command, context.Workspace!.Path, context.TimeLimit)
            {
                Kind = spec.Kind, Settings = spec.Settings, Repository = context.Workspace.Repository,
                HeadSha = context.Text("headSha"), Requirement = context.Text("requirement") ?? Given(context),
            },
            cancellationToken);
        IReadOnlyList<ArtifactReference> log = result.Log is { } kept ? [kept] : [];
        var outcome = result.IsPending
            ? StepOutcome.Failed(ErrorCodes.GatesFailed, ErrorCategory.Transient, result.Message) with { IsPending = true }
            : result.Passed || StepConfig.Flag(context, "allowFailure")
                ? StepOutcome.Success(
                    result.Message, new { passed = result.Passed, exitCode = result.ExitCode, output = result.Output.TrimEnd() })
                : StepOutcome.Failed(ErrorCodes.GatesFailed, ErrorCategory.ValidationFailed, result.Message);
        return outcome with { Artifacts = log, Usage = result.Usage };
    }

    private static string? Given(StepContext context) =>
        context.Inputs.ValueKind == JsonValueKind.Object && context.Inputs.TryGetProperty("requirement", out var given)
        && given.ValueKind == JsonValueKind.String
            ? given.GetString()
            : null;

    private static string? Problem(GateSpec spec) => GateKind.NeedsCommand(spec.Kind) && spec.Command.Length == 0
        ? "'command' is missing, or a 'kind' that does without."
        : GateKind.Problem(spec);

    private static GateSpec Spec(JsonElement config, string name)
    {
        string? Text(string member) =>
            config.ValueKind == JsonValueKind.Object && config.TryGetProperty(member, out var value)
            && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;

        var settings = config.ValueKind == JsonValueKind.Object && config.TryGetProperty("settings", out var given)
            && given.ValueKind == JsonValueKind.Object
                ? given.EnumerateObject().ToDictionary(
                    setting => setting.Name,
                    setting => setting.Value.ValueKind == JsonValueKind.String ? setting.Value.GetString()! : setting.Value.GetRawText(),
                    StringComparer.Ordinal)
                : null;
        return new GateSpec(name, Text("command") ?? "") { Kind = Text("kind") ?? GateKind.Command, Settings = settings };
    }
}
