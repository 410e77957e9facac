using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Steps;

/// <summary><c>gate.run</c>: a quality gate in the workflow's worktree; the step fails when it does not pass.</summary>
internal sealed class GateStep(IQualityGate gate) : IStepPlugin
{
    /// <inheritdoc/>
    public string Name => "gate.run";

    /// <inheritdoc/>
    public string Description => "Runs a command that decides whether the change is good enough.";

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["command"],
          "additionalProperties": false,
          "properties": {
            "command": { "type": "string", "minLength": 1, "maxLength": 4096 },
            "name": { "type": "string", "description": "For people; the step's id if unset." },
            "allowFailure": { "type": "boolean", "description": "Whether a gate that does not pass is an answer and no failure." }
          }
        }
        """);

    /// <inheritdoc/>
    public bool NeedsWorkspace => true;

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!StepConfig.TryRead(context, "command", out var command, out var failure))
        {
            return failure;
        }

        var result = await gate.RunAsync(
            new GateRun(context.WorkflowId, context.Text("name") ?? context.StepId, command, context.Workspace!.Path, context.TimeLimit),
            cancellationToken);
        IReadOnlyList<ArtifactReference> log = result.Log is { } kept ? [kept] : [];
        return result.Passed || StepConfig.Flag(context, "allowFailure")
            ? StepOutcome.Success(
                result.Message, new { passed = result.Passed, exitCode = result.ExitCode, output = result.Output.TrimEnd() }, log)
            : StepOutcome.Failed(ErrorCodes.GatesFailed, ErrorCategory.ValidationFailed, result.Message) with { Artifacts = log };
    }
}
