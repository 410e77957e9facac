using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Processes;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Steps;

/// <summary>
/// <c>shell.run</c>: a command line for the system's shell, in the workflow's worktree, or in an empty folder when the workflow has no
/// repository. Exit code 0 succeeds. What it leaves in the worktree stays there; <c>git.commit</c> keeps it.
/// </summary>
/// <param name="options">Limits and what the environment holds.</param>
/// <param name="runner">Runs it.</param>
/// <param name="artifacts">Keeps its output.</param>
/// <param name="secrets">What may not be in anything it prints.</param>
/// <param name="temporaryDirectory">Where the empty folders are.</param>
internal sealed class ShellRun(
    IntegrationOptions options, ProcessRunner runner, IArtifactStore artifacts, HostSecrets secrets, string temporaryDirectory)
    : IStepPlugin
{
    /// <summary>What the names of the empty folders begin with.</summary>
    internal const string FolderPrefix = "step-";

    private const int MaximumOutputBytes = 16 * 1024;
    private const int MaximumLineLength = 200;

    /// <inheritdoc/>
    public string Name => "shell.run";

    /// <inheritdoc/>
    public string Description => "Runs a command line in the system's shell; exit code 0 succeeds.";

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["command"],
          "additionalProperties": false,
          "properties": {
            "command": { "type": "string", "minLength": 1, "maxLength": 65536 },
            "env": { "type": "object", "additionalProperties": { "type": ["string", "number", "boolean"] } },
            "json": { "type": "boolean", "description": "Whether standard output is JSON: it becomes outputs.json." },
            "allowFailure": { "type": "boolean", "description": "Whether another exit code than 0 is an answer and no failure." }
          }
        }
        """);

    /// <inheritdoc/>
    public WorkspaceUse WorkspaceUse => WorkspaceUse.Shared;

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!StepConfig.TryRead(context, "command", out var command, out var failure))
        {
            return failure;
        }

        if (context.Workspace is { } workspace)
        {
            return await RunAsync(context, command, workspace.Path, cancellationToken);
        }

        var folder = Directory.CreateDirectory(Path.Combine(temporaryDirectory, FolderPrefix + Path.GetRandomFileName())).FullName;
        try
        {
            return await RunAsync(context, command, folder, cancellationToken);
        }
        finally
        {
            FolderRemoval.TryDelete(folder);
        }
    }

    private async Task<StepOutcome> RunAsync(
        StepContext context, string command, string workingDirectory, CancellationToken cancellationToken)
    {
        var environment = CleanEnvironment.Build(options.PassThroughEnvironment, Variables(context));
        var mask = secrets.MaskFor(environment);
        var (shell, arguments) = OperatingSystem.IsWindows()
            ? ("cmd.exe", (IReadOnlyList<string>)["/d", "/s", "/c", command])
            : ("/bin/sh", ["-c", command]);
        using var result = await runner.RunAsync(
            new ProcessRequest(shell, arguments, workingDirectory)
            {
                Environment = environment,
                TimeLimit = context.TimeLimit,
                WorkflowId = context.WorkflowId,
                LogLimitBytes = options.LogLimitBytes,
                Mask = mask,
            },
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<ArtifactReference> log = result.Log is null
            ? []
            : [await artifacts.SaveAsync($"{context.StepId}.log", "text/plain; charset=utf-8", result.Log.Finish(), cancellationToken)];
        return Judge(context, result, mask) with { Artifacts = log };
    }

    private static StepOutcome Judge(StepContext context, ProcessResult result, SecretMask mask)
    {
        string Text(CapturedTail tail) => OutputText.CutToEnd(mask.Apply(tail.Text(4 * MaximumOutputBytes)), MaximumOutputBytes);

        if (result.Ending != ProcessEnding.Exited)
        {
            return result.Ending switch
            {
                ProcessEnding.NotStarted => StepOutcome.Failed(
                    ErrorCodes.StepFailed, ErrorCategory.Configuration, $"The shell could not be started. {result.StartFailure}"),
                ProcessEnding.TimeLimit or ProcessEnding.SilenceLimit => StepOutcome.Failed(
                    ErrorCodes.StepTimedOut, ErrorCategory.Timeout,
                    $"The command ran longer than {Durations.Words(context.TimeLimit)} and was ended."),
                _ => StepOutcome.Failed(ErrorCodes.Cancelled, ErrorCategory.Cancelled, "The command was stopped."),
            };
        }

        var output = Text(result.Output);
        if (result.ExitCode != 0 && !StepConfig.Flag(context, "allowFailure"))
        {
            return StepOutcome.Failed(
                ErrorCodes.StepFailed,
                result.ExitCode is 126 or 127 ? ErrorCategory.Configuration : ErrorCategory.ValidationFailed,
                $"The command ended with exit code {result.ExitCode}{LastLine(Text(result.Both))}.");
        }

        if (!StepConfig.Flag(context, "json"))
        {
            return StepOutcome.Success(
                $"The command ended with exit code {result.ExitCode}{LastLine(output)}.",
                new { exitCode = result.ExitCode, stdout = output.TrimEnd(), stderr = Text(result.Error).TrimEnd() });
        }

        try
        {
            using var json = JsonDocument.Parse(output);
            return StepOutcome.Success(
                $"The command ended with exit code {result.ExitCode}.", new { exitCode = result.ExitCode, json = json.RootElement });
        }
        catch (JsonException exception)
        {
            return StepOutcome.Failed(
                ErrorCodes.StepFailed, ErrorCategory.ValidationFailed,
                $"The command printed no JSON of at most {MaximumOutputBytes / 1024} KiB on its standard output: {exception.Message}");
        }
    }

    private static Dictionary<string, string> Variables(StepContext context) =>
        context.Config.TryGetProperty("env", out var variables) && variables.ValueKind == JsonValueKind.Object
            ? variables.EnumerateObject()
                .ToDictionary(variable => variable.Name, variable => variable.Value.ToString(), StringComparer.Ordinal)
            : [];

    /// <summary>Most programs end with the sentence that says what went wrong.</summary>
    private static string LastLine(string output)
    {
        var line = Sanitiser.Line(output.TrimEnd().Split('\n')[^1], MaximumLineLength).TrimEnd('.');
        return line.Length == 0 ? "" : $": {line}";
    }
}
