using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Testing;

/// <summary>Says why an orchestration under test did not come to its end.</summary>
internal static class FixtureReport
{
    public static LocalHostFixtureException Ended(OrchestrationMetadata instance) => new(
        instance.FailureDetails is { } failure
            ? $"{Name(instance)} failed: {Text(failure)}"
            : $"{Name(instance)} did not complete: it is {instance.RuntimeStatus}.",
        instance);

    public static LocalHostFixtureException Stalled(OrchestrationMetadata instance) => new(
        $"{Name(instance)} cannot go on: {instance.FailureDetails!.ErrorMessage}", instance);

    public static LocalHostFixtureException Stuck(
        string instanceId, OrchestrationMetadata? instance, IReadOnlyList<string>? events) => new(
        instance is null
            ? Missing(instanceId)
            : $"{Name(instance)} is {instance.RuntimeStatus} and will stay so: nothing runs, no timer is left, and it waits for "
                + $"{List(events)}. {nameof(LocalHostFixture.RaiseEventWhenWaitingAsync)} raises an event.",
        instance);

    public static LocalHostFixtureException DoesNotWait(
        string instanceId, string eventName, OrchestrationMetadata? instance, IReadOnlyList<string>? events) => new(
        instance switch
        {
            null => Missing(instanceId),
            { IsCompleted: true } =>
                $"{Name(instance)} did not wait for event '{eventName}': it is {instance.RuntimeStatus}."
                + (instance.FailureDetails is { } failure ? $" {Text(failure)}" : string.Empty),
            { FailureDetails: { } failure } => $"{Name(instance)} cannot go on: {failure.ErrorMessage}",
            _ => $"{Name(instance)} does not wait for event '{eventName}': nothing runs, and it waits for {List(events)}.",
        },
        instance);

    public static LocalHostFixtureException Impatient(
        string what, TimeSpan patience, DateTimeOffset now, IReadOnlyList<string> running) => new(
        $"{what} did not end within {patience} of real time; the fixture's clock says {now:u}. "
            + (running.Count > 0
                ? $"Still running: {string.Join(", ", running.Take(10))}. Time stands still while an activity runs."
                : "No activity runs: perhaps an orchestrator does not return from its turn, or begins again without end."));

    private static string Missing(string instanceId) => $"There is no orchestration '{instanceId}'.";

    private static string Name(OrchestrationMetadata instance) => $"Orchestration '{instance.Name}' ({instance.InstanceId})";

    private static string List(IReadOnlyList<string>? events) =>
        events is { Count: > 0 } ? $"event {string.Join(", ", events.Select(name => $"'{name}'"))}" : "no event";

    private static string Text(TaskFailureDetails failure)
    {
        var inner = failure.InnerFailure is { } cause ? $" ---> {Text(cause)}" : string.Empty;
        var stack = failure.StackTrace is { Length: > 0 } trace ? $"{Environment.NewLine}{trace}" : string.Empty;
        return $"{failure.ErrorType}: {failure.ErrorMessage}{inner}{stack}";
    }
}
