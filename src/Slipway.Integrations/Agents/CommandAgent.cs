using System.Text;
using Slipway.Core.Ports;
using Slipway.Integrations.Processes;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Agents;

/// <summary>
/// An agent that is a command line. The prompt goes to its standard input, or into the argument that holds <c>{prompt}</c>.
/// </summary>
/// <param name="name">What the agent is called in messages.</param>
/// <param name="definition">How to start it.</param>
/// <param name="passThrough">Names of variables that every agent gets.</param>
/// <param name="logLimitBytes">Longest log.</param>
/// <param name="runner">Runs it.</param>
/// <param name="artifacts">Keeps its log.</param>
/// <param name="secrets">What may not be in anything it prints.</param>
internal sealed class CommandAgent(
    string name,
    AgentDefinition definition,
    IEnumerable<string> passThrough,
    long logLimitBytes,
    ProcessRunner runner,
    IArtifactStore artifacts,
    HostSecrets secrets) : IAgent
{
    internal const string PromptPlaceholder = "{prompt}";

    private const int MaximumTextBytes = 64 * 1024;
    private const int TailBytes = 512 * 1024;

    // One argument may have 128 KiB on Linux (MAX_ARG_STRLEN), and all of them 32 Ki characters on Windows.
    private static readonly int LongestArgumentBytes = OperatingSystem.IsWindows() ? 24 * 1024 : 120 * 1024;

    /// <inheritdoc/>
    public async Task<AgentOutcome> RunAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var words = CommandLine.Split(definition.Command);
        var promptInArguments = words.Any(word => word.Contains(PromptPlaceholder, StringComparison.Ordinal));
        var promptBytes = Encoding.UTF8.GetByteCount(task.Prompt);
        if (promptInArguments && promptBytes > LongestArgumentBytes)
        {
            return NotRun($"The prompt has {promptBytes} bytes, more than an argument can hold ({LongestArgumentBytes}). "
                + $"Use a command without {PromptPlaceholder}, so that the prompt goes to standard input.");
        }

        var environment = CleanEnvironment.Build(passThrough.Concat(definition.Environment), Merge(task.Environment));
        var mask = secrets.MaskFor(environment);
        var request = new ProcessRequest(
            words[0],
            [.. words.Skip(1).Select(word => word.Replace(PromptPlaceholder, task.Prompt.Replace('\0', ' '), StringComparison.Ordinal))],
            task.WorkingDirectory)
        {
            Environment = environment,
            Input = promptInArguments ? null : Encoding.UTF8.GetBytes(task.Prompt),
            TimeLimit = task.TimeLimit,
            SilenceLimit = task.SilenceLimit,
            WorkflowId = task.WorkflowId,
            TailBytes = TailBytes,
            LogLimitBytes = logLimitBytes,
            Mask = mask,
        };
        using var result = await runner.RunAsync(request, cancellationToken);
        return await DescribeAsync(task, result, mask);
    }

    private async Task<AgentOutcome> DescribeAsync(AgentTask task, ProcessResult result, SecretMask mask)
    {
        var log = await SaveLogAsync(task, result);
        var answer = AgentAnswer.Find(definition.Output, OutputText.Tail(result.Output.Bytes, result.Output.Truncated, TailBytes));
        // Once more: what was an escape in the agent's JSON is a character now.
        var text = OutputText.CutToEnd(mask.Apply(OutputText.Clean(answer)), MaximumTextBytes);
        var (kind, message) = Judge(task, result);
        return new AgentOutcome(kind, mask.Apply(message), result.ExitCode, result.Duration, text, log);
    }

    private (AgentOutcomeKind Kind, string Message) Judge(AgentTask task, ProcessResult result) => result.Ending switch
    {
        ProcessEnding.NotStarted => (AgentOutcomeKind.Crashed, $"The agent '{name}' could not be started. {result.StartFailure}"),
        ProcessEnding.Cancelled => (AgentOutcomeKind.Cancelled, $"The agent '{name}' was stopped on request."),
        ProcessEnding.TimeLimit => (
            AgentOutcomeKind.TimedOut,
            $"The agent '{name}' ran longer than {Durations.Words(task.TimeLimit)} and was ended. Give it more time, or less to do."),
        ProcessEnding.SilenceLimit => (
            AgentOutcomeKind.TimedOut,
            $"The agent '{name}' printed nothing for {Durations.Words(task.SilenceLimit)} and was ended. "
            + "It may be waiting for an answer that nobody gives; otherwise raise the limit on silence."),
        _ when result.ExitCode == 0 =>
            (AgentOutcomeKind.Succeeded, $"The agent '{name}' ended by itself after {Durations.Words(result.Duration)}."),
        _ => (AgentOutcomeKind.Crashed, $"The agent '{name}' ended with exit code {result.ExitCode}.{LastWords(result)}"),
    };

    private static string LastWords(ProcessResult result)
    {
        var lines = OutputText.LastLines(result.Error.Text(4096), 5);
        lines = lines.Length > 0 ? lines : OutputText.LastLines(result.Output.Text(4096), 5);
        return lines.Length > 0 ? " Its last lines were:\n" + lines : " It printed nothing.";
    }

    private async Task<ArtifactReference?> SaveLogAsync(AgentTask task, ProcessResult result)
    {
        if (result.Log is null)
        {
            return null;
        }

        // Also after a cancellation: the log of a stopped agent is what its user wants to read.
        return await artifacts.SaveAsync(
            $"{task.Step}-{task.Attempt}.log", "text/plain; charset=utf-8", result.Log.Finish(), CancellationToken.None);
    }

    private Dictionary<string, string> Merge(IReadOnlyDictionary<string, string>? taskVariables)
    {
        var result = new Dictionary<string, string>(definition.Variables, StringComparer.Ordinal);
        foreach (var (variable, value) in taskVariables ?? new Dictionary<string, string>())
        {
            result[variable] = value;
        }

        return result;
    }

    private static AgentOutcome NotRun(string why) => new(AgentOutcomeKind.Crashed, why, null, TimeSpan.Zero, string.Empty, null);
}
