using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Processes;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Gates;

/// <summary>
/// Runs a gate's command line in the system's shell: <c>/bin/sh -c</c>, on Windows <c>cmd /d /s /c</c>. Exit code 0 passes.
/// </summary>
/// <param name="options">Limits and what the environment holds.</param>
/// <param name="runner">Runs it.</param>
/// <param name="artifacts">Keeps its output.</param>
/// <param name="secrets">What may not be in anything it prints.</param>
internal sealed class GateCommand(IntegrationOptions options, ProcessRunner runner, IArtifactStore artifacts, HostSecrets secrets)
{
    private const int MaximumLineLength = 120;

    /// <summary>Hides what may not be in anything that is kept of a gate.</summary>
    internal string Masked(string text) =>
        secrets.MaskFor(CleanEnvironment.Build(options.PassThroughEnvironment, additional: null)).Apply(text);

    /// <summary>Runs the command.</summary>
    /// <param name="run">The gate.</param>
    /// <param name="command">The command line.</param>
    /// <param name="keptBytes">How much of standard output is wanted besides: then it is not mixed with standard error. 0: none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task<(GateResult Result, CapturedTail Output)> RunAsync(
        GateRun run, string command, int keptBytes, CancellationToken cancellationToken)
    {
        var environment = CleanEnvironment.Build(options.PassThroughEnvironment, additional: null);
        var mask = secrets.MaskFor(environment);
        var (shell, arguments) = Shell(command, oneStream: keptBytes == 0);
        var request = new ProcessRequest(shell, arguments, run.WorkingDirectory)
        {
            Environment = environment,
            TimeLimit = run.TimeLimit,
            WorkflowId = run.WorkflowId,
            LogLimitBytes = options.LogLimitBytes,
            Mask = mask,
        };
        using var result = await runner.RunAsync(
            keptBytes == 0 ? request : request with { TailBytes = keptBytes }, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var log = result.Log is null ? null : await SaveLogAsync(run, result.Log, cancellationToken);
        var output = OutputText.CutToEnd(mask.Apply(result.Both.Text(4 * GateText.MaximumBytes)), GateText.MaximumBytes);
        var passed = result is { Ending: ProcessEnding.Exited, ExitCode: 0 };
        return (
            new GateResult(
                run.Name, passed, result.ExitCode, Describe(run, result, output), (long)result.Duration.TotalMilliseconds, output, log),
            result.Output);
    }

    private async Task<ArtifactReference> SaveLogAsync(GateRun run, CappedLog log, CancellationToken cancellationToken) =>
        await artifacts.SaveAsync($"gate-{run.Name}.log", "text/plain; charset=utf-8", log.Finish(), cancellationToken);

    private static string Describe(GateRun run, ProcessResult result, string output) => result.Ending switch
    {
        ProcessEnding.NotStarted => $"The gate '{run.Name}' could not be started. {result.StartFailure}",
        ProcessEnding.Cancelled => $"The gate '{run.Name}' was stopped on request.",
        ProcessEnding.TimeLimit or ProcessEnding.SilenceLimit =>
            $"The gate '{run.Name}' ran longer than {Durations.Words(run.TimeLimit)} and was ended. Make it faster, or give it more time.",
        _ => result.ExitCode switch
        {
            0 => $"The gate '{run.Name}' passed.",
            127 => $"The gate '{run.Name}' failed with exit code 127: the shell did not find a program that its command names.",
            126 => $"The gate '{run.Name}' failed with exit code 126: the shell could not execute a program that its command names.",
            _ => $"The gate '{run.Name}' failed with exit code {result.ExitCode}{LastLine(output)}.",
        },
    };

    /// <summary>Most programs end with the sentence that says what went wrong.</summary>
    private static string LastLine(string output)
    {
        var line = Sanitiser.Line(output.TrimEnd().Split('\n')[^1], MaximumLineLength).TrimEnd('.');
        return line.Length == 0 ? "" : $": {line}";
    }

    // One stream for both: what a compiler prints on the two is only readable in the order it was printed.
    private static (string Shell, IReadOnlyList<string> Arguments) Shell(string command, bool oneStream) => OperatingSystem.IsWindows()
        ? ("cmd.exe", ["/d", "/s", "/c", command])
        : ("/bin/sh", ["-c", oneStream ? "exec 2>&1\n" + command : command]);
}
