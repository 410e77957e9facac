using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators;

/// <content>What reviewers and the platform have against a pull request whose gates passed.</content>
internal sealed partial class LifecycleRun
{
    private const string Approved = "approved";
    private const string ChangesRequested = "changes_requested";
    private const string Closed = "closed";

    private WorkflowSignal? _review;
    private IReadOnlyList<GateResult> _failed = [];
    private BranchState? _pulled;
    private bool _isPushed;

    /// <summary>Whether somebody else's commits came on top of what was validated, so that it has to be validated again.</summary>
    public bool HeadMoved { get; private set; }

    /// <summary>What there is against merging; <see langword="null"/> when nothing is.</summary>
    /// <exception cref="StepFailedException">The merge was rejected, or nobody approved it in time.</exception>
    public async Task<WorkflowFailure?> MergeObjectionAsync()
    {
        HeadMoved = false;
        if (Request.Merge == MergePolicy.AfterApproval)
        {
            return await ApprovalAsync(LifecycleStep.ApproveMerge, "merging the pull request");
        }

        if (Context.PullRequest is null)
        {
            return null;
        }

        if (_isPushed || Context.Failure is { Code: ErrorCodes.MergeRefused })
        {
            await FinishAsync(PulledAsync(), LifecycleStep.Merge);
            TakePulled();
        }

        return !HeadMoved && _review is { Kind: SignalKind.Reject } review ? await ChangesRequestedAsync(review) : null;
    }

    /// <summary>What was said and known of the old head does not count for the new one.</summary>
    private void TakePulled()
    {
        if (_pulled is { } pulled)
        {
            HeadMoved = true;
            _review = null;
            _pulled = null;
            Update(context => context with { Branch = pulled, PullRequest = context.PullRequest! with { HeadSha = pulled.HeadSha } });
        }

        _isPushed = false;
    }

    /// <summary>Notes what a webhook tells of the pull request. Its commit must be the one that is judged.</summary>
    /// <returns>Whether it is of consequence now.</returns>
    private bool Hears(WorkflowSignal signal)
    {
        if (State != WorkflowState.Validating || Context.PullRequest is null)
        {
            return true;
        }

        var isOfHead = signal.HeadSha is null || signal.HeadSha == Context.PullRequest.HeadSha;
        switch (signal.Kind)
        {
            case SignalKind.Approve or SignalKind.Reject when !isOfHead:
                Emit(EventType.Progress, new { message = $"What {signal.Actor} said was of another commit, {Short(signal.HeadSha!)}." });
                return false;
            case SignalKind.Approve or SignalKind.Reject when signal.Action is Approved or ChangesRequested:
                _review = signal;
                return true;
            case SignalKind.Check when isOfHead:
                Wake();
                return true;
            case SignalKind.Push or SignalKind.PullRequest when signal.HeadSha is { } head && IsUnknown(head):
                Emit(EventType.Progress, new { message = $"The branch is at {Short(head)} on its platform, by {signal.Actor}." });
                _isPushed = true;
                Wake();
                return true;
            default:
                return true;
        }
    }

    /// <summary>Somebody closed the pull request, which says that it is not wanted: unless it is known to be open again by now, the
    /// workflow does not go on by itself.</summary>
    private async Task ClosedAsync(WorkflowSignal signal)
    {
        if ((await LookAsync()).Value is { Closed: false })
        {
            return;
        }

        await StopWorkAsync();
        var error = ClosedBy(signal.Actor);
        if (_step is not null)
        {
            FailStep(error);
        }

        throw new StepFailedException(Failure(
            _awaitsApproval ? LifecycleStep.ApproveMerge : LifecycleStep.Merge, error.Code, error.Category, error.Message));
    }

    private StepError ClosedBy(string actor) => new(
        ErrorCodes.MergeRefused, ErrorCategory.Permission,
        $"Pull request #{Context.PullRequest!.Number} was closed by {actor} without being merged. Open it again and retry, or abort.");

    /// <summary>A reviewer asked for changes: the agent gets what the review says.</summary>
    private async Task<WorkflowFailure?> ChangesRequestedAsync(WorkflowSignal signal)
    {
        // The delivery has no comments on lines, and the review may have been dismissed since.
        var look = await FinishAsync(LookAsync(), LifecycleStep.ApproveMerge);
        var text = look.Value?.Review is { Approved: false } review ? review.Text : signal.Reason ?? "";
        Update(context => context with { Feedback = $"Review by {signal.Actor}, who asks for changes:\n{text}" });
        return Failure(
            LifecycleStep.ApproveMerge, ErrorCodes.ApprovalRejected, ErrorCategory.Permission,
            $"{signal.Actor} asked for changes: {Sanitiser.Line(text)}");
    }

    /// <summary>Checks that had passed, or were not there, have failed.</summary>
    private WorkflowFailure ChecksFailed()
    {
        var round = Context.FeedbackRound + 1;
        Update(context => context.WithGates(_failed, round));
        return Failure(
            LifecycleStep.Gates, ErrorCodes.GatesFailed, ErrorCategory.ValidationFailed,
            $"Checks failed after the gates had passed: {string.Join(" ", _failed.Select(gate => gate.Message))}");
    }

    private static string Short(string sha) => sha.Length > 12 ? sha[..12] : sha;
}
