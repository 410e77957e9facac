using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Agents.A2A;

/// <summary>One run of a step with an agent: its task is found, or begun, and followed until it rests.</summary>
internal sealed class A2ARun(string name, A2AClient client, A2AWorktree worktree, AgentTools tools, AgentTask task, SecretMask mask)
{
    private const int MostWrongForms = 5;

    private const string Elsewhere = """


        Work on a clone of your own: what is said above of the current directory is meant of that, at the commit `headSha` of `repository`,
        which the data of this message name, and what is said of committing, pushing and pull requests is not meant for you.
        Where a change is asked for, hand it over in one of two ways: as an artifact with the output of `git diff --binary` against
        `headSha`, of media type text/x-diff or with a name that ends in .patch; or pushed to a branch of the repository, named in a data
        part {"branch": "NAME"}, with {"pullRequest": {"url": "URL", "branch": "NAME"}} where there is one.
        """;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly RemotePatience _patience = new(tools.Time);
    private readonly A2AMemory _memory = new(tools.Sessions, name, task, tools.Time);
    private readonly A2ATranscript _transcript = new(tools.Time);
    private A2AInterface? _at;
    private A2AUsage? _used;
    private int _wrongForms;

    /// <summary>The task as it was seen last; <see langword="null"/> when none has been.</summary>
    internal A2ATask? Seen { get; private set; }

    /// <summary>Which limit it passed, and by how much; <see langword="null"/> while it did not.</summary>
    internal string? Overrun { get; private set; }

    /// <summary>Why nobody knows whether a message began a task; <see langword="null"/> when none is in doubt.</summary>
    internal A2AException? Unanswered { get; private set; }

    /// <summary>What was seen of it, for people.</summary>
    internal A2ATranscript Transcript => _transcript;

    /// <summary>Finds, goes on with, or begins the task, and looks at it until it rests or passes its budget.</summary>
    /// <exception cref="SlipwayException">The agent cannot be spoken to (<see cref="ErrorCodes.AgentNotAvailable"/>).</exception>
    internal async Task FollowAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var progress = task.Progress is { } listener ? new LatestProgress(listener, tools.Time) : null;
        _memory.Read();
        _at = await InterfaceAsync(cancellationToken);
        Saw(await BeginAsync(cancellationToken));
        for (var pause = FirstPause; Seen is { State: A2AState.GoingOn, Id: { } id } && Overrun is null; pause *= 2)
        {
            progress?.Report(Progress(Seen));
            await Task.Delay(pause < interval ? pause : pause = interval, tools.Time, cancellationToken);
            Saw(await _patience.FollowAsync(() => CountedAsync(() => client.GetAsync(_at, id, cancellationToken)), cancellationToken));
        }
    }

    /// <summary>Has the agent stop, as far as it does; the next run of this attempt begins anew.</summary>
    /// <returns>Whether nothing goes on there any more.</returns>
    internal async Task<bool> CancelAsync()
    {
        if (Seen is { State: A2AState.Completed or A2AState.Failed or A2AState.Canceled or A2AState.Rejected })
        {
            return true;
        }

        try
        {
            var (lost, _) = Seen is null && _at is not null && _memory.Sent is { } sent
                ? await client.FindAsync(_at, _memory.MessageId, sent, CancellationToken.None)
                : default;
            var id = Seen?.Id ?? lost?.Id ?? _memory.TaskId;
            if (id is null || _at is null)
            {
                return id is null && _memory.Sent is null;
            }

            var after = await client.CancelAsync(_at, id, CancellationToken.None);
            _memory.Forget();
            return after.State != A2AState.GoingOn;
        }
        catch (A2AException refusal)
        {
            Transcript.Add($"cancel {refusal.Verb}: {refusal.Message}");
            return false;
        }
    }

    /// <summary>Says that this attempt tells of what the task has taken so far.</summary>
    internal void Told()
    {
        if (_used is not null)
        {
            _memory.KeepUsed(_used);
        }
    }

    /// <summary>Says that the task's result was looked at.</summary>
    internal void Done()
    {
        if (Seen is { State: not A2AState.GoingOn })
        {
            _memory.Done();
        }
    }

    private async Task<A2AInterface> InterfaceAsync(CancellationToken cancellationToken)
    {
        // A task that is known has been paid for: its agent is waited for.
        var (found, problem) = _memory.TaskId is null
            ? await _patience.TryAsync(() => client.CardAsync(cancellationToken), cancellationToken)
            : await _patience.FollowAsync(() => CountedAsync(() => client.CardAsync(cancellationToken)), cancellationToken);
        return found ?? throw new SlipwayException(ErrorCodes.AgentNotAvailable, $"Agent not available: {name}: {problem}");
    }

    private async Task<A2ATask> BeginAsync(CancellationToken cancellationToken)
    {
        if (_memory.TaskId is { } kept)
        {
            if (await LookAsync(kept, cancellationToken) is { } found)
            {
                return found;
            }

            _memory.Forget();
        }

        // Nobody looks at it any more, and it is paid for.
        if (_memory.Lost() is { } lost
            && await LookAsync(lost.Id, cancellationToken) is { State: A2AState.GoingOn or A2AState.Completed } left)
        {
            _memory.TakeOver(left, lost.Attempt);
            return left;
        }

        var data = await worktree.DescribeAsync(task, _at!.Url.IsLoopback, cancellationToken);
        var (context, last) = _memory.Earlier;
        var message = new A2AMessage(
            _memory.MessageId, task.Prompt + Elsewhere, data, $"{task.Marker}/{task.Attempt}", context, last);
        try
        {
            return await SendAsync(message, cancellationToken);
        }
        catch (A2AException refusal) when (refusal.IsAboutContext && context is not null)
        {
            // It has forgotten the conversation; the prompt says everything.
            return await SendAsync(message with { ContextId = null, RefersTo = null }, cancellationToken);
        }
    }

    private async Task<A2ATask> SendAsync(A2AMessage message, CancellationToken cancellationToken)
    {
        var begun = await _patience.TryAsync(() => SendOnceAsync(message, cancellationToken), cancellationToken);
        Unanswered = null;
        _memory.Keep(begun);
        return begun;
    }

    /// <summary>Sends a message, unless it went out before and began its task, or may have.</summary>
    private async Task<A2ATask> SendOnceAsync(A2AMessage message, CancellationToken cancellationToken)
    {
        if (_memory.Sent is { } sent)
        {
            var (found, isSure) = await client.FindAsync(_at!, message.Id, sent, cancellationToken);
            if (found is not null)
            {
                return found;
            }

            // What another host sent goes out again: an agent may know it by its id, and hosts seldom die.
            if (!isSure && Unanswered is { } doubt)
            {
                throw doubt.AsFinal();
            }

            Unanswered = null;
        }

        _memory.KeepSent();
        try
        {
            return await client.SendAsync(_at!, message, cancellationToken);
        }
        catch (A2AException refusal) when (refusal.MayHaveArrived)
        {
            Unanswered = refusal;
            throw;
        }
    }

    private async Task<A2ATask?> LookAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await _patience.FollowAsync(() => CountedAsync(() => client.GetAsync(_at!, id, cancellationToken)), cancellationToken);
        }
        catch (A2AException refusal) when (refusal.IsUnknownTask)
        {
            return null;
        }
    }

    /// <summary>An agent that is away is waited for; one that answers nonsense is asked a few times.</summary>
    private async Task<T> CountedAsync<T>(Func<Task<T>> call)
    {
        try
        {
            var answer = await call();
            _wrongForms = 0;
            return answer;
        }
        catch (A2AException refusal) when (refusal.IsWrongForm && ++_wrongForms >= MostWrongForms)
        {
            throw refusal.AsFinal();
        }
    }

    private void Saw(A2ATask seen)
    {
        Seen = seen with { Usage = _memory.Before.RestOf(seen.Usage) };
        _used = A2AUsage.Of(seen.Usage);
        Transcript.Add(seen);
        var (budget, used) = (task.Budget, Seen.Usage);
        Overrun = seen.State != A2AState.GoingOn ? null
            : used.Tokens is { } tokens && tokens.Total > budget?.Tokens ? $"it used {tokens.Total} tokens of {budget.Tokens}"
            : used.CostUsd is { } cost && cost > budget?.CostUsd
            ? FormattableString.Invariant($"it cost {cost} US dollars of {budget.CostUsd}")
            : used.Turns is { } turns && turns > budget?.Turns ? $"it took {turns} turns of {budget.Turns}"
            : null;
    }

    private AgentProgress Progress(A2ATask seen) =>
        new(AgentProgressKind.Text, Sanitiser.Line(mask.Apply(seen.Said.Length > 0 ? $"{seen.Word}: {seen.Said}" : seen.Word), 200))
        {
            CostUsd = seen.Usage.CostUsd, Tokens = seen.Usage.Tokens,
        };
}
