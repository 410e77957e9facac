using Slipway.Core.Ports;
using Slipway.Integrations.Agents.Output;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Agents;

/// <summary>Says how an agent's run ended, from how its process ended and what it said.</summary>
internal sealed class AgentVerdict(
    string name, AgentDefinition definition, AgentTask task, AgentWatch watch, IntegrationOptions options)
{
    private const int LastLines = 5;
    private const int LastBytes = 4096;

    private AgentReport Report => watch.Report;

    internal (AgentOutcomeKind Kind, string Message) Of(ProcessResult result) => result.Ending switch
    {
        _ when watch.Overrun is { } passed => (
            AgentOutcomeKind.Budget, $"The agent '{name}' passed its budget and was ended: {passed}. Give it more, or less to do."),
        ProcessEnding.Cancelled when watch.Lingered => Reported(Report.Kind!.Value, result),
        ProcessEnding.Cancelled => (AgentOutcomeKind.Cancelled, $"The agent '{name}' was stopped on request."),
        ProcessEnding.TimeLimit when task.Budget?.Time is { } time && time < task.TimeLimit => (
            AgentOutcomeKind.Budget,
            $"The agent '{name}' used up its time of {Durations.Words(time)} and was ended. Give it more, or less to do."),
        ProcessEnding.TimeLimit => (
            AgentOutcomeKind.TimedOut,
            $"The agent '{name}' ran longer than {Durations.Words(task.TimeLimit)} and was ended. Give it more time, or less to do."),
        ProcessEnding.SilenceLimit => (
            AgentOutcomeKind.TimedOut,
            $"The agent '{name}' printed nothing for {Durations.Words(task.SilenceLimit)} and was ended. "
            + "It may be waiting for an answer that nobody gives; otherwise raise the limit on silence."),
        ProcessEnding.FootprintLimit => (AgentOutcomeKind.Crashed, $"The agent '{name}' {Passed(result.Footprint)}, and was ended."),
        _ when Report.Kind is { } kind => Reported(kind, result),
        _ => Unreported(result),
    };

    private string Passed(Footprint? footprint) => footprint?.Processes > options.AgentProcessLimit
        ? $"had {footprint.Processes:N0} processes at once; Slipway:AgentProcessLimit allows {options.AgentProcessLimit:N0}"
        : $"took {Mebibytes(footprint?.MemoryBytes)} MiB of memory; Slipway:AgentMemoryLimit allows {Mebibytes(options.MemoryLimitBytes)}";

    private static string Mebibytes(long? bytes) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(bytes ?? 0) / (1024 * 1024):N0}");

    private (AgentOutcomeKind Kind, string Message) Reported(AgentOutcomeKind kind, ProcessResult result)
    {
        var reason = Report.Reason is { Length: > 0 } said ? $" It says: {said}" : string.Empty;
        return (kind, kind switch
        {
            AgentOutcomeKind.Succeeded => Ended(result),
            AgentOutcomeKind.MaxTurns => $"The agent '{name}' reached its limit of turns.{reason}",
            AgentOutcomeKind.Budget => $"The agent '{name}' used up its budget.{reason}",
            AgentOutcomeKind.RateLimited => $"The agent '{name}' was refused by its model's service, which asks to wait.{reason}",
            AgentOutcomeKind.Auth => $"The agent '{name}' is not logged in, or its key is not accepted.{reason}",
            _ => $"The agent '{name}' was refused by its model's service.{reason}",
        });
    }

    private (AgentOutcomeKind Kind, string Message) Unreported(ProcessResult result)
    {
        if (result.ExitCode is { } code && definition.ExitCodes.TryGetValue($"{code}", out var meant))
        {
            return (meant, $"The agent '{name}' ended with exit code {code}, which means {Word(meant)}.{LastWords(result)}");
        }

        var last = OutputText.LastLines(result.Error.Text(LastBytes), LastLines, LastBytes) + '\n'
            + OutputText.LastLines(result.Output.Text(LastBytes), LastLines, LastBytes);
        if (definition.Failures.FirstOrDefault(failure => last.Contains(failure.Key, StringComparison.Ordinal)) is { Key: { } text } found)
        {
            return (found.Value, $"The agent '{name}' printed '{text}' at its end, which means {Word(found.Value)}.{LastWords(result)}");
        }

        if (definition.Output != AgentOutputFormat.Text)
        {
            return (
                AgentOutcomeKind.Protocol,
                $"The agent '{name}' ended with exit code {result.ExitCode} without the result that its output must end with."
                + LastWords(result));
        }

        return result.ExitCode == 0
            ? (AgentOutcomeKind.Succeeded, Ended(result))
            : (AgentOutcomeKind.Crashed, $"The agent '{name}' ended with exit code {result.ExitCode}.{LastWords(result)}");
    }

    private string Ended(ProcessResult result) => $"The agent '{name}' ended by itself after {Durations.Words(result.Duration)}.";

    private static string Word(AgentOutcomeKind kind) => kind switch
    {
        AgentOutcomeKind.Auth => "that it is not logged in, or its key is not accepted",
        AgentOutcomeKind.RateLimited => "that its model's service asks to wait",
        AgentOutcomeKind.MaxTurns => "that it reached its limit of turns",
        AgentOutcomeKind.Budget => "that its budget is used up",
        AgentOutcomeKind.Cancelled => "that it was stopped",
        AgentOutcomeKind.ApiError => "that its model's service failed",
        _ => kind.ToString(),
    };

    private static string LastWords(ProcessResult result)
    {
        var lines = OutputText.LastLines(result.Error.Text(LastBytes), LastLines);
        lines = lines.Length > 0 ? lines : OutputText.LastLines(result.Output.Text(LastBytes), LastLines);
        return lines.Length > 0 ? " Its last lines were:\n" + lines : " It printed nothing.";
    }
}
