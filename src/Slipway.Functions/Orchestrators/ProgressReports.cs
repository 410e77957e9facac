using Microsoft.DurableTask;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators;

/// <summary>Has a workflow's pull request told how the workflow stands, one report at a time: what changes while one is under way is told
/// at once, as it is then. A report that cannot be made is dropped: the next one says all that it would have said.</summary>
/// <param name="durable">Makes them.</param>
/// <param name="say">Tells the workflow's followers that a report was refused, once.</param>
internal sealed class ProgressReports(TaskOrchestrationContext durable, Action<string> say)
{
    /// <summary>How often one waits for a platform that is away, or has enough of us.</summary>
    private const int MaxWaits = 10;

    private static readonly TimeSpan AwayPause = TimeSpan.FromMinutes(1);

    /// <summary>For so long the last report is waited for, when the workflow is over.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromMinutes(10);

    private Task _sending = Task.CompletedTask;
    private WorkflowReport? _told;
    private ReportProgressInput? _next;
    private bool _isRefused;

    /// <summary>Tells of it, unless that is what was told last.</summary>
    public void Tell(ReportProgressInput input)
    {
        if (input.Report == _told)
        {
            return;
        }

        _told = input.Report;
        _next = input;
        if (_sending.IsCompleted)
        {
            _sending = SendAsync();
        }
    }

    /// <summary>Ends when what was told last has arrived, or is given up.</summary>
    public async Task EndAsync()
    {
        if (_sending.IsCompleted)
        {
            return;
        }

        using var arrived = new CancellationTokenSource();
        await Task.WhenAny(_sending, durable.CreateTimer(LastPatience, arrived.Token));
        arrived.Cancel();
    }

    private async Task SendAsync()
    {
        for (var waits = 0; _next is { } input;)
        {
            _next = null;
            var result = await durable.CallStepAsync<string>(nameof(ReportProgress), input);
            if (WaitFor(result.Error) is { } wait && waits++ < MaxWaits)
            {
                await durable.CreateTimer(wait, CancellationToken.None);
                _next ??= input;
            }
            else if (result.Error is { } refusal && !_isRefused)
            {
                _isRefused = true;
                say($"Pull request #{input.Number} could not be told how the workflow stands: {refusal.Message}");
            }
        }
    }

    private TimeSpan? WaitFor(StepError? error)
    {
        if (error?.RetryAt is not { } retryAt)
        {
            return error?.Code == ErrorCodes.GitHubUnavailable ? AwayPause : null;
        }

        var wait = retryAt.UtcDateTime - durable.CurrentUtcDateTime;
        return wait > TimeSpan.FromSeconds(1) ? wait : TimeSpan.FromSeconds(1);
    }
}
