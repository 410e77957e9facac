using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators;

/// <content>The slow way to learn what a webhook should have told: those are sent once, or never. What they do tell only wakes: what is
/// found on the platform decides.</content>
internal sealed partial class LifecycleRun
{
    /// <summary>Of the time waited already, what passes before the next look: a week then takes a hundred looks, not thousands.</summary>
    private const int LooksShare = 20;

    private static readonly TimeSpan DefaultPoll = TimeSpan.FromMinutes(5);

    /// <summary>What must still hold when the request says nothing of the platform's checks.</summary>
    private static readonly GateSpec RequiredChecks = new("required-checks")
    {
        Kind = GateKind.PlatformChecks,
        Settings = new Dictionary<string, string> { ["only"] = "required" },
    };

    private readonly List<CancellationTokenSource> _naps = [];
    private int _wakes;

    /// <summary>Ends when what is found on the platform decides about the merge; <see langword="null"/> when nobody waits for that any
    /// more.</summary>
    private async Task<WorkflowSignal?> DecidedThereAsync(CancellationToken waitOver)
    {
        var since = _durable.CurrentUtcDateTime;
        while (!waitOver.IsCancellationRequested)
        {
            var wakes = _wakes;
            var look = await LookAsync();
            if (!waitOver.IsCancellationRequested && look.Value is { } found && await DecisionOfAsync(found) is { } decided)
            {
                return decided;
            }

            await NapAsync(RarerOver(look.Value?.Interval ?? DefaultPoll, since), wakes, waitOver);
        }

        return null;
    }

    private Task<StepResult<PullRequestCheck>> LookAsync()
    {
        var gates = Request.Gates.Where(gate => gate.Kind == GateKind.PlatformChecks).DefaultIfEmpty(RequiredChecks).ToList();
        return _durable.CallStepAsync<PullRequestCheck>(
            nameof(CheckPullRequest),
            new CheckPullRequestInput(
                Context.Workspace!, Stops, Context.PullRequest!.HeadSha, IsSkipped(LifecycleStep.Gates) ? [] : gates,
                Request.Actor));
    }

    private async Task<WorkflowSignal?> DecisionOfAsync(PullRequestCheck look)
    {
        if (look.Merged)
        {
            return new WorkflowSignal { Kind = SignalKind.PullRequest, Actor = "Whoever merged it", Action = "merged" };
        }

        if (look.Closed)
        {
            return new WorkflowSignal { Kind = SignalKind.PullRequest, Actor = "Somebody", Action = Closed };
        }

        if (look.HeadSha is { } head && IsUnknown(head) && await PulledAsync())
        {
            return new WorkflowSignal { Kind = SignalKind.Push, Actor = "Somebody else", Action = "updated", HeadSha = _pulled!.HeadSha };
        }

        if (look.Failed is { Count: > 0 } failed)
        {
            _failed = failed;
            return new WorkflowSignal { Kind = SignalKind.Check, Actor = "The platform", Action = "failure" };
        }

        return look.Review is { } review
            ? new WorkflowSignal
            {
                Kind = review.Approved ? SignalKind.Approve : SignalKind.Reject,
                Action = review.Approved ? Approved : ChangesRequested,
                Actor = review.By,
                Reason = review.Text,
            }
            : null;
    }

    /// <summary>Takes over what somebody else pushed; what does not go on from our branch is left to people, and to the merge, which
    /// refuses a head that was not validated.</summary>
    private async Task<bool> PulledAsync()
    {
        var pulled = await _durable.CallStepAsync<PulledBranch>(
            nameof(PullBranch), new PullBranchInput(Context.Workspace!, Context.PullRequest!.HeadSha, Stops));
        if (pulled.Error is { } error)
        {
            Emit(EventType.Progress, new { message = $"Somebody pushed to the branch, which cannot be taken over: {error.Message}" });
        }

        _pulled = pulled.Value?.Branch;
        return _pulled is not null;
    }

    private bool IsUnknown(string sha) =>
        sha != Context.PullRequest?.HeadSha && Context.Branch?.Commits.Any(commit => commit.Sha == sha) != true;

    /// <summary>Waits for a time, or until a webhook tells that there is something to look at since <paramref name="wakes"/>.</summary>
    private async Task NapAsync(TimeSpan time, int wakes, CancellationToken over)
    {
        if (wakes != _wakes || over.IsCancellationRequested)
        {
            return;
        }

        using var nap = CancellationTokenSource.CreateLinkedTokenSource(over);
        _naps.Add(nap);
        try
        {
            await _durable.CreateTimer(time, nap.Token);
        }
        catch (TaskCanceledException)
        {
            // Woken, or over: whoever naps looks which.
        }
        finally
        {
            _naps.Remove(nap);
        }
    }

    private void Wake()
    {
        _wakes++;
        foreach (var nap in _naps.ToArray())
        {
            nap.Cancel();
        }
    }

    private TimeSpan RarerOver(TimeSpan interval, DateTime since)
    {
        var share = (_durable.CurrentUtcDateTime - since) / LooksShare;
        return interval > share ? interval : share;
    }
}
