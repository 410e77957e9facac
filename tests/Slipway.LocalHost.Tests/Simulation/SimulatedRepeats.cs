using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Tests.Simulation.Programs;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>
/// Clients that let instances do again what they have done, so often and no more: by a rewind to a step, a restart under the same id or a
/// new one, or a start that may take the place of an instance of the id.
/// </summary>
internal sealed class SimulatedRepeats(SimulatedHub hub, List<Actor> actors, ProgramModel model, bool isQuiet)
{
    private const int PatienceMs = 10_000;

    private static readonly OrchestrationRuntimeStatus[] States =
    [
        OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated, OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Suspended,
    ];

    private readonly Random _random = hub.Random;
    private int _left = isQuiet ? 0 : hub.Random.Next(5);

    /// <summary>Whether a client waits for one of these.</summary>
    public bool IsBusy => actors.Exists(actor => actor.Call is { Kind: "rewind" or "restart" or "start again" });

    /// <summary>What could be done now.</summary>
    public IEnumerable<(string What, Action Do)> Options()
    {
        var known = _left == 0 || _random.Next(4) != 0
            ? []
            : actors.FindAll(actor => actor is { IsStarted: true, Call: null } && hub.Reading.Row(actor.Id) is not null);
        if (known.Count == 0)
        {
            yield break;
        }

        var actor = known[_random.Next(known.Count)];
        var row = hub.Reading.Row(actor.Id)!;
        var steps = hub.Reading.History(row.Key).Events.Index().Where(entry => OpenCalls.IsArrival(entry.Item)).ToList();
        if (steps.Count > 0)
        {
            var place = steps[_random.Next(steps.Count)].Index;
            yield return ($"rewind {actor.Id} to {place}", () => Rewind(actor, place));
        }

        if (row.Status == OrchestrationRuntimeStatus.Failed)
        {
            yield return (
                $"rewind the failure of {actor.Id}", () => Rewind(actor, client => client.RewindInstanceAsync(actor.Id, "again")));
        }

        // A child that still runs would keep its parent from calling it again: its id is given, or made of the parent's and the time.
        var isAlone = !hub.Reading.Instances().Exists(
            other => !other.HasEnded && hub.Reading.Row(other.Key).Parent?.InstanceId == actor.Id);
        if (row.HasEnded && isAlone)
        {
            yield return ($"restart {actor.Id}", () => Restart(actor, row, newId: false));
        }

        if (isAlone && (row.HasEnded || !actor.Program.Calls))
        {
            yield return ($"start {actor.Id} again", () => StartAgain(actor, row));
        }

        yield return ($"restart {actor.Id} under a new id", () => Restart(actor, row, newId: true));
    }

    /// <summary>Looks at what came of a call, be it known or not.</summary>
    public void Ended(Actor actor, PendingCall call, Exception? error, bool isCertain)
    {
        var reading = hub.Reading;
        switch (call)
        {
            case RepeatCall { Kind: "rewind" } rewind when isCertain:
                var rewinds = hub.Checker.RewindsOf(actor.Id) - rewind.Rewinds;
                Must(rewinds == (error is null ? 1 : 0), $"{actor.Id} was rewound {rewinds} times, and the client was told: {error}");
                Must(
                    error is null or TaskHubStorageException or ArgumentException or InvalidOperationException,
                    $"a rewind failed in an unexpected way: {error}");
                break;
            case RepeatCall { Dedupe: { } dedupe } again when isCertain && error is not TaskHubStorageException && again.HadEnded:
                Must(error is not null == dedupe.Contains(again.Status),
                    $"{actor.Id} was {again.Status}, {string.Join(' ', dedupe)} refuse a start, and it came to: {error}");
                break;
            case RepeatCall { Kind: "start again" or "restart", IsNew: false } begun when isCertain && reading.Row(actor.Id) is { } row:
                Must(error is not TaskHubStorageException || row.Key == begun.Key, $"a start of {actor.Id} failed, and it is there");
                Must(error is not null || row.Key != begun.Key, $"a start of {actor.Id} was acknowledged, and it is not there");
                break;
        }

        hub.Checker.Replaceable.Remove(actor.Id);
        actor.LookAgain(reading);
        Adopt();
    }

    /// <summary>Knows the instances that were started under new ids.</summary>
    private void Adopt()
    {
        foreach (var (key, id, _, _, _) in hub.Reading.Instances().Where(one => !actors.Exists(actor => actor.Id == one.Id)))
        {
            if (hub.Reading.Row(key) is { Name: ProgramRunner.Name, Parent: null } row)
            {
                // What came twice in earlier generations of the one it was copied from is in its input.
                var input = JsonDataConverter.Default.Deserialize<ProgramInput>(row.Input)!;
                var program = hub.Programs[input.Program];
                var copy = new Actor(id, program, model.Run(program.Number))
                {
                    IsCopy = true, IsStarted = true, Uncertain = input.Doubles,
                };
                copy.LookAgain(hub.Reading);
                actors.Add(copy);
            }
        }
    }

    private void Rewind(Actor actor, int place)
    {
        var options = new RewindOptions { AfterEvent = place, Reason = "again", By = actor.Id };
        Rewind(actor, client => client.RewindInstanceToAsync(actor.Id, options));
    }

    private void Rewind(Actor actor, Func<DurableTaskClient, Task> rewind)
    {
        Repeats(actor);
        var rewinds = hub.Checker.RewindsOf(actor.Id);
        Task answer;
        try
        {
            answer = rewind(hub.Engine.Client);
        }
        catch (TaskHubException exception)
        {
            // The store could not be read.
            answer = Task.FromException(exception);
        }

        actor.Call = new RepeatCall("rewind", answer) { Rewinds = rewinds };
    }

    private void Restart(Actor actor, InstanceRow row, bool newId)
    {
        Repeats(actor);

        // The client's own code goes on elsewhere, so all is done before anything else happens.
        hub.Scheduler.RunAll();
        var answer = hub.Store.IsDead
            ? Task.FromException(new TaskHubClosedException("Simulated"))
            : hub.Engine.Client.RestartAsync(actor.Id, restartWithNewInstanceId: newId);
        hub.Scheduler.RunAll();
        Task.WaitAny([answer], PatienceMs);
        actor.Call = new RepeatCall("restart", answer) { Key = row.Key, IsNew = newId };
    }

    private void StartAgain(Actor actor, InstanceRow row)
    {
        Repeats(actor);
        var dedupe = States.Where(_ => _random.Next(3) == 0).ToList();
        if (actor.Program.Calls)
        {
            // The children of one that runs would go on.
            dedupe = [.. dedupe, .. States.Where(status => !InstanceRow.IsEnd(status))];
        }

        var input = new ProgramInput(actor.Program.Number, Generation: 0, Total: 0, [], Doubles: 0);
        var start = new ExecutionStarted(
            default,
            ProgramRunner.Name,
            actor.Version,
            JsonDataConverter.Default.Serialize(input),
            Generation: 1,
            Tags: actor.Tags);
        hub.Checker.Replaceable.Add(actor.Id);
        Task answer;
        try
        {
            answer = hub.Engine.Administration.StartAsync(
                actor.Id, start, [.. dedupe.Select(status => $"{status}")], trace: null, CancellationToken.None);
        }
        catch (DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException exception)
        {
            answer = Task.FromException(exception);
        }

        actor.Call = new RepeatCall("start again", answer)
        {
            Key = row.Key,
            Status = row.Status,
            HadEnded = row.HasEnded,
            Dedupe = dedupe,
        };
    }

    private void Repeats(Actor actor)
    {
        _left--;
        actor.Repeats++;
        foreach (var target in actors.Where(other => actor.Program.Targets.Contains(other.Id)))
        {
            target.Uncertain++;
        }
    }

    private static void Must(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvariantException(otherwise);
        }
    }

    /// <summary>Such a call, with how the instance stood when it was made.</summary>
    private sealed record RepeatCall(string What, Task Doing) : PendingCall(What, null, Doing)
    {
        public int Rewinds { get; init; }

        public long Key { get; init; }

        public bool IsNew { get; init; }

        public OrchestrationRuntimeStatus Status { get; init; }

        public bool HadEnded { get; init; }

        public List<OrchestrationRuntimeStatus>? Dedupe { get; init; }
    }
}
