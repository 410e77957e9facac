using System.Globalization;
using Slipway.Cli.Contract;

namespace Slipway.Cli.Display;

/// <summary>Events in words, one line each.</summary>
internal static class EventWords
{
    private const string GatePrefix = "gate:";
    private const int MaxAgentLength = 40;

    /// <summary>What the event is about, in one word for a column.</summary>
    public static string Topic(WorkflowEventView e) => e.Type switch
    {
        "state_changed" => "state",
        _ when e.Text("step")?.StartsWith(GatePrefix, StringComparison.Ordinal) == true => "gate",
        "step_execution_started" or "step_execution_completed" or "step_failed" or "step_retry" or "step_skipped"
            or "step_cancelled" or "step_compensated" or "step_input_changed" or "child_started" => "step",
        "parallel_batch_started" or "parallel_batch_completed" => e.Text("step") is null ? "gates" : "step",
        "artifact_saved" => "artifact",
        "approval_requested" or "approval_decided" or "approval_given" or "approval_reminder" or "approval_escalated" => "approval",
        "progress" => IsOfAgent(e) ? "agent" : "progress",
        _ => "workflow",
    };

    /// <summary>What happened.</summary>
    public static string Describe(WorkflowEventView e) => SafeText.Line(e.Type switch
    {
        "workflow_started" => $"started: {e.Text("requirement") ?? $"{e.Text("definition")}, version {e.Text("version")}"}",
        "state_changed" => $"{e.Text("from")} -> {e.Text("to")}{Because(e.Text("reason"))}",
        "step_execution_started" => $"{Step(e)}: attempt {e.Number("attempt") ?? 1} of {e.Number("maxAttempts") ?? 1}{By(e.Text("agent"))}",
        "step_execution_completed" => Completed(e),
        "step_failed" => $"{Step(e)}: failed{After(e)}{Because(e.Text("message"))}",
        "step_retry" => $"{Step(e)}: again in {Durations.FormatMs(e.Number("delayMs") ?? 0)}{Because(e.Text("reason"))}",
        "step_skipped" => $"{e.Text("state") ?? e.Text("step")} skipped{ByActor(e)}{Because(e.Text("reason"))}",
        "artifact_saved" => $"{e.Text("name")}, {e.Number("sizeBytes") ?? 0} bytes, sha256 {Short(e.Text("sha256"))}",
        "progress" => IsOfAgent(e) ? $"{Step(e)}: {Doing(e)}" : e.Text("message") ?? string.Empty,
        "step_cancelled" => $"{Step(e)}: stopped{Because(e.Text("reason"))}",
        "step_compensated" => $"{Step(e)}: undone by {e.Text("with")}",
        "step_reopened" => $"gone back{ByActor(e)}: {string.Join(", ", e.Texts("steps"))}{Because(e.Text("reason"))}",
        "step_input_changed" => $"{Step(e)}: another input{ByActor(e)}{Because(e.Text("reason"))}",
        "child_started" => $"{Step(e)}: started {e.Text("child")}",
        "event_received" => $"event {e.Text("name")}{ByActor(e)}",
        "action_refused" => $"{e.Text("action")}{ByActor(e)} refused{Because(e.Text("reason"))}",
        "approval_given" => $"{e.Text("what")} {Verdict(e)}{ByActor(e)}, {e.Number("missing") ?? 0} more needed",
        "approval_reminder" => $"still waiting for approval: {e.Text("what")}",
        "approval_escalated" => $"others may approve, too: {e.Text("what")}",
        "approval_requested" => $"waiting for approval: {e.Text("what")}",
        "approval_decided" => $"{e.Text("what")} {Verdict(e)}{ByActor(e)}{Because(e.Text("comment"))}",
        "parallel_batch_started" when e.Text("step") is { } group =>
            $"{group}: {e.Number("count") ?? 0} at once: {string.Join(", ", e.Texts("steps"))}",
        "parallel_batch_started" => $"running {string.Join(", ", e.Texts("steps").Select(GateName))}",
        "parallel_batch_completed" when e.Text("step") is { } group => $"{group}: all of it is over",
        "parallel_batch_completed" => $"{e.Number("passed") ?? 0} passed, {e.Number("failed") ?? 0} failed",
        "workflow_paused" => $"paused{ByActor(e)}{Because(e.Text("reason"))}",
        "workflow_resumed" => $"resumed{ByActor(e)} after {Durations.FormatMs(e.Number("pausedMs") ?? 0)}",
        "workflow_completed" => $"completed{After(e)}",
        "workflow_failed" => $"failed{In(e.Text("state") ?? e.Text("step"))}{Because(e.Text("message"))} ({e.Text("code")})",
        "workflow_cancelled" => $"cancelled{ByActor(e)}{Because(e.Text("reason"))}",
        _ => e.Type.Replace('_', ' '),
    });

    /// <summary>The gate whose result this event is; null when it is none.</summary>
    public static string? GateOf(WorkflowEventView e) =>
        e.Type == "step_execution_completed" && e.Flag("passed") is not null && e.Text("step") is { } step
            && step.StartsWith(GatePrefix, StringComparison.Ordinal)
            ? step[GatePrefix.Length..]
            : null;

    /// <summary>What an agent does, and what it has taken so far.</summary>
    private static string Doing(WorkflowEventView e)
    {
        var spent = string.Join(", ", Spent(e));
        return $"{e.Text("kind") switch
        {
            "command" => "runs ",
            "file" => "changes ",
            "tool" => "uses ",
            _ => string.Empty,
        }}{e.Text("message")}{(spent.Length == 0 ? string.Empty : $" ({spent})")}";
    }

    private static IEnumerable<string> Spent(WorkflowEventView e)
    {
        if (e.Amount("costUsd") is { } cost)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"${cost:0.00##}");
        }

        if (e.Amount("tokens", "total") is { } tokens)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{tokens:N0} tokens");
        }
    }

    private static bool IsOfAgent(WorkflowEventView e) => e.Text("agent") is not null;

    private static string Completed(WorkflowEventView e)
    {
        if (e.Flag("passed") is not { } passed)
        {
            return $"{Step(e)}: done{After(e)}{Because(e.Text("summary"))}";
        }

        var exitCode = e.Number("exitCode") is { } code ? $", exit code {code}" : string.Empty;
        return $"{Step(e)}: {(passed ? "passed" : "FAILED")}{exitCode}{After(e)}{(passed ? string.Empty : Because(e.Text("message")))}";
    }

    private static string Step(WorkflowEventView e) => GateName(e.Text("step") ?? "step");

    private static string GateName(string step) => step.StartsWith(GatePrefix, StringComparison.Ordinal) ? step[GatePrefix.Length..] : step;

    private static string Verdict(WorkflowEventView e) => e.Flag("approved") == true ? "approved" : "rejected";

    private static string After(WorkflowEventView e) =>
        e.Number("durationMs") is { } ms ? $" after {Durations.FormatMs(ms)}" : string.Empty;

    private static string In(string? place) => string.IsNullOrWhiteSpace(place) ? string.Empty : $" in {place}";

    private static string Because(string? words) => string.IsNullOrWhiteSpace(words) ? string.Empty : $": {words}";

    // An agent may be a whole command line; its beginning tells it apart.
    private static string By(string? agent) =>
        string.IsNullOrWhiteSpace(agent) ? string.Empty : $", by {SafeText.Line(agent, MaxAgentLength)}";

    private static string ByActor(WorkflowEventView e) => e.Text("actor") is { Length: > 0 } actor ? $" by {actor}" : string.Empty;

    private static string Short(string? sha256) => sha256 is { Length: > 12 } ? sha256[..12] : sha256 ?? string.Empty;
}
