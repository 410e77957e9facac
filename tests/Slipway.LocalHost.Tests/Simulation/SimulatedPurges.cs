using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>
/// Clients that purge, so often and no more. What has not ended never goes, what goes goes wholly and in one commit, the answer counts
/// it, and what was refused or lost with the process left all as it was.
/// </summary>
internal sealed class SimulatedPurges(SimulatedHub hub, IReadOnlyList<Actor> actors, SimulatedRepeats repeats, bool isQuiet)
{
    private const int MostExpired = 2;

    private readonly Random _random = hub.Random;
    private int _left = isQuiet ? 0 : hub.Random.Next(6);
    private Purge? _pending;

    /// <summary>Whether no client waits for an answer.</summary>
    public bool IsDone => _pending is null;

    /// <summary>What could be purged now.</summary>
    public IEnumerable<(string What, Action Do)> Options()
    {
        // What is about to be rewound may not be there to go.
        if (_left == 0 || _pending is not null || repeats.IsBusy || _random.Next(4) != 0)
        {
            yield break;
        }

        var instances = hub.Reading.Instances();
        var all = instances.FindAll(instance => instance.HasEnded);
        var parents = all.FindAll(instance => hub.Checker.All.Values.Any(child => child.Parent == instance.Key && child.End is null));
        if ((Any(parents) ?? Any(all)) is { } ended)
        {
            // What a child that runs makes of it is looked for.
            var recursive = parents.Count > 0 || _random.Next(2) == 0;
            yield return ($"purge {ended.Id}{(recursive ? " with its children" : "")}", () => PurgeOne(ended.Key, ended.Id, recursive));
            yield return ("purge by a filter", PurgeByFilter);
            yield return ("purge what is old", PurgeExpired);
        }

        // What is suspended and has no call under way does not end by itself.
        if (Any(instances.FindAll(instance => instance.Status == (int)OrchestrationRuntimeStatus.Suspended && !instance.HasEnded
            && actors.Any(actor => actor.Id == instance.Id && actor.Call is null))) is { } active)
        {
            yield return ($"purge {active.Id}, which is suspended", () =>
                Alone(() => [], () => hub.Engine.Administration.PurgeAsync(active.Id, recursive: false, CancellationToken.None)));
        }
    }

    /// <summary>Looks at an answer that has come.</summary>
    public void Settle()
    {
        if (_pending is not { Answer.IsCompleted: true } purge)
        {
            return;
        }

        _pending = null;
        var gone = hub.Checker.Gone.Skip(purge.Seen).ToList();
        if (purge.Answer.Exception?.InnerException is { } error)
        {
            Must(error is TaskHubStorageException, $"a purge failed in an unexpected way: {error}");
            Must(!gone.Exists(each => purge.Includes(each.Key) && !each.WasReplaced), "a purge failed and removed something");
            return;
        }

        // Between the call and its commit others may have taken the place of what was to go.
        var all = gone.FindAll(each => purge.Includes(each.Key));
        var least = all.Count(each => !each.WasReplaced);
        var count = purge.Count();
        var others = gone.Except(all).Select(each => each.Id);
        Must(!purge.IsAlone || !others.Any(), $"{string.Join(' ', others)} should not have gone");
        Must(count >= least && count <= all.Count, $"a purge says {count}, and {string.Join(' ', all.Select(each => each.Id))} went");
        Must(purge.MustGo.TrueForAll(key => gone.Exists(each => each.Key == key)), "a purge left what it should have removed");
    }

    /// <summary>The process died: what was to go in one commit is gone, or is there.</summary>
    public void Crashed()
    {
        if (_pending is { } purge)
        {
            _pending = null;
            var left = purge.MustGo.Count(key => hub.Checker.All.ContainsKey(key));
            Must(left == 0 || left == purge.MustGo.Count || !purge.IsAlone, $"{left} of {purge.MustGo.Count} survived a purge");
        }
    }

    /// <summary>Purges one that has ended, among whatever else is written.</summary>
    private void PurgeOne(long key, string id, bool recursive)
    {
        if (_random.Next(2) == 0)
        {
            Alone(
                () => ThatGo(id, recursive),
                () => hub.Engine.Administration.PurgeAsync(id, recursive, CancellationToken.None));
            return;
        }

        _left--;
        var checker = hub.Checker;
        var seen = checker.Gone.Count;
        var answer = hub.Engine.Administration.PurgeAsync(id, recursive, CancellationToken.None);
        _pending = new Purge(
            answer,
            () => answer.Result,
            seen,
            MustGo: [key],
            gone => gone == key || (recursive && checker.IsBelow(gone, key)),
            IsAlone: false);
    }

    private void PurgeByFilter()
    {
        var status = (OrchestrationRuntimeStatus)Any(hub.Reading.Instances().FindAll(instance => instance.HasEnded))!.Value.Status;
        var recursive = _random.Next(2) == 0;
        var filter = new PurgeInstancesFilter(null, null, [status]);
        Alone(
            () => [.. Ended(status).SelectMany(key => recursive ? WithEndedChildren(key) : [key]).Distinct()],
            () => hub.Engine.Administration.PurgeBatchAsync(filter, recursive, CancellationToken.None),
            answer => answer.Purged);
    }

    private void PurgeExpired()
    {
        var status = (OrchestrationRuntimeStatus)Any(hub.Reading.Instances().FindAll(instance => instance.HasEnded))!.Value.Status;
        var before = hub.Clock.GetUtcNow().UtcDateTime;
        Alone(
            () => [.. Ended(status)
                .Select(hub.Reading.Row)
                .Where(row => row.CompletedAt < before)
                .OrderBy(row => row.CompletedAt)
                .Take(MostExpired)
                .Select(row => row.Key)],
            () => hub.Engine.Administration.PurgeExpiredAsync(status, before, MostExpired, maxEvents: int.MaxValue));
    }

    /// <summary>Purges in a commit of its own, so that what has to go is known.</summary>
    private void Alone(Func<List<long>> expected, Func<Task<int>> purge) => Alone(expected, purge, count => count);

    private void Alone<T>(Func<List<long>> expected, Func<Task<T>> purge, Func<T, int> count)
    {
        _left--;
        hub.Scheduler.RunLoops();
        if (hub.Store.IsDead)
        {
            return;
        }

        var mustGo = expected();
        var seen = hub.Checker.Gone.Count;
        var answer = purge();
        _pending = new Purge(answer, () => count(answer.Result), seen, mustGo, mustGo.Contains, IsAlone: true);
        hub.Scheduler.RunLoops();
    }

    private IEnumerable<long> Ended(OrchestrationRuntimeStatus status) =>
        hub.Reading.Instances().Where(instance => instance.HasEnded && instance.Status == (int)status).Select(instance => instance.Key);

    /// <summary>What a purge of an id removes now: another attempt of a call may have taken the place of the one that was seen.</summary>
    private List<long> ThatGo(string id, bool recursive) =>
        hub.Reading.Row(id) is not { HasEnded: true } row ? [] : recursive ? WithEndedChildren(row.Key) : [row.Key];

    private List<long> WithEndedChildren(long key)
    {
        List<long> found = [key];
        for (var i = 0; i < found.Count; i++)
        {
            var parent = found[i];
            found.AddRange(hub.Checker.All
                .Where(entry => entry.Value.Parent == parent && entry.Value.End is not null)
                .Select(entry => entry.Key));
        }

        return found;
    }

    private (long Key, string Id, int Status, int Generation, bool HasEnded)? Any(
        List<(long Key, string Id, int Status, int Generation, bool HasEnded)> instances) =>
        instances.Count == 0 ? null : instances[_random.Next(instances.Count)];

    private static void Must(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvariantException(otherwise);
        }
    }

    /// <summary>A purge that has not been answered.</summary>
    /// <param name="Answer">The client's wait.</param>
    /// <param name="Count">How many it says went, once it has ended.</param>
    /// <param name="Seen">How many instances had gone before it.</param>
    /// <param name="MustGo">What it has to remove.</param>
    /// <param name="Includes">What it may remove, beside it.</param>
    /// <param name="IsAlone">Whether nothing else was in its commit.</param>
    private sealed record Purge(
        Task Answer, Func<int> Count, int Seen, List<long> MustGo, Func<long, bool> Includes, bool IsAlone);
}
