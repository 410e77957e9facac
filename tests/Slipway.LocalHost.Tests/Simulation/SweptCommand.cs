using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Tests.Simulation.Programs;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>A client's command that a sweep makes fail everywhere.</summary>
/// <param name="Program">What its instance runs, by the number of the program.</param>
/// <param name="RunsToEnd">Whether the instance has ended when the command comes.</param>
/// <param name="Do">The command.</param>
/// <param name="IsDone">Whether all of it is in the file; false when nothing of it is, null when it is there in part.</param>
internal sealed record SweptCommand(int Program, bool RunsToEnd, Func<DurableTaskClient, Task> Do, Func<HubReading, bool?> IsDone)
{
    private const string Id = "i0";

    /// <summary>A child; a parent that has one, a timer and two activities open, and then waits for an event; and one that fails.</summary>
    public static IReadOnlyList<Program> Programs { get; } =
    [
        new(0, [[new Work(1, Slow: true)]]),
        new(1, [[new Work(2, Slow: false), new Forgotten(3, Slow: true),
            new Together([new Call(0, "c1", 1), new Pause(100), new Work(4, Slow: true)]), new Await("e0"), new Status(5)]]),
        new(2, [[new Work(2, Slow: false), new Throw(6)]]),
    ];

    /// <summary>The commands, by their names.</summary>
    public static IReadOnlyDictionary<string, SweptCommand> All { get; } = new Dictionary<string, SweptCommand>(StringComparer.Ordinal)
    {
        ["raise an event"] = new(1, false, client => client.RaiseEventAsync(Id, "e0", EventOf("e0")), hub => Events(hub) switch
        {
            0 => false,
            1 => true,
            _ => null,
        }),
        ["suspend"] = new(
            1, false, client => client.SuspendInstanceAsync(Id), hub => StatusOf(hub) == OrchestrationRuntimeStatus.Suspended),
        ["resume"] = new(
            1, false, client => client.ResumeInstanceAsync(Id), hub => StatusOf(hub) == OrchestrationRuntimeStatus.Running)
        {
            Before = client => client.SuspendInstanceAsync(Id),
        },
        ["terminate"] = new(
            1,
            false,
            client => client.TerminateInstanceAsync(Id, new TerminateInstanceOptions { Output = "over", Recursive = true }),
            hub => StatusOf(hub) == OrchestrationRuntimeStatus.Terminated),
        ["rewind to a step"] = new(
            1,
            false,
            client => client.RewindInstanceToAsync(Id, new RewindOptions { AfterTask = 0 }),
            hub => (Rewinds(hub), hub.Row($"{Id}-c1")) switch
            {
                (0, { HasEnded: false }) => false,
                (1, not { Parent.Generation: 1, HasEnded: false }) => true,
                _ => null,
            }),
        ["rewind what has ended to a step"] = new(
            1, true, client => client.RewindInstanceToAsync(Id, new RewindOptions { AfterTask = 0 }), hub => Rewinds(hub) == 1),
        ["rewind a failure"] = new(2, true, client => client.RewindInstanceAsync(Id, "again"), hub => Rewinds(hub) == 1),
        ["restart"] = new(1, true, client => client.RestartAsync(Id), hub => hub.Row(Id)!.Key > 2),
        ["restart under a new id"] = new(1, true, client => client.RestartAsync(Id, true), hub => hub.Instances().Count > 2),
        ["start in the place of one that runs"] = new(
            0,
            false,
            client => client.ScheduleNewOrchestrationInstanceAsync(
                ProgramRunner.Name,
                InputOf(0),
                new StartOrchestrationOptions { InstanceId = Id }.WithDedupeStatuses(OrchestrationRuntimeStatus.Completed)),
            hub => hub.Row(Id)!.Key > 1),
        ["purge with children"] = new(
            1,
            true,
            client => client.PurgeInstanceAsync(Id, new PurgeInstanceOptions(Recursive: true)),
            hub => hub.Instances().Count switch
            {
                0 => true,
                2 => false,
                _ => null,
            }),
        ["fork"] = new(
            1,
            false,
            client => client.ForkInstanceAsync(Id, new ForkOptions { AfterTask = 0, NewInstanceId = "f0" }),
            hub => hub.Row("f0") is not null),
    };

    /// <summary>What comes before it, and does not fail.</summary>
    public Func<DurableTaskClient, Task> Before { get; init; } = _ => Task.CompletedTask;

    public static ProgramInput InputOf(int program) => new(program, Generation: 0, Total: 0, [], Doubles: 0);

    public static Signal EventOf(string name) => new(0, Totals.OfSignal(name, 0));

    /// <summary>How often the event that the parent waits for is there.</summary>
    public static int Events(HubReading hub, string id = Id) => hub.Row(id) is not { } row ? 0
        : hub.History(row.Key).Events.Concat(hub.Inbox(row.Key)).OfType<EventRaised>().Count(raised => raised.Name == "e0");

    /// <summary>Whether an error is one by which a client knows that nothing has happened.</summary>
    public static bool IsRefusal(Exception error) =>
        error is TaskHubStorageException or TaskHubClosedException or OrchestrationAlreadyExistsException;

    private static OrchestrationRuntimeStatus StatusOf(HubReading hub) => hub.Row(Id)!.Status;

    private static int Rewinds(HubReading hub) => hub.History(hub.Row(Id)!.Key).Events.OfType<ExecutionRewound>().Count();
}
