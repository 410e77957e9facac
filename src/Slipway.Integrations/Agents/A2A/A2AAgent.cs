using System.Text;
using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Agents.A2A;

/// <summary>An agent behind an HTTP endpoint that speaks the A2A protocol (a2a-protocol.org), version 1.0 or 0.3.</summary>
/// <remarks>
/// Its task is kept before and after it is begun, so that a host which died finds it again instead of paying for another; it is followed
/// until the step's time ends, however long the agent is away. What it hands over is applied to the worktree, or the branch that it pushed
/// to is told of; whether that is any good, the diff and the gates say.
/// </remarks>
internal sealed class A2AAgent(
    string name, AgentDefinition definition, A2AClient client, A2AWorktree worktree, AgentTools tools, CancellationToken hostStops)
    : ICheckedAgent
{
    private const int MaximumTextCharacters = 64 * 1024;
    private const int LongestWords = 500;

    /// <inheritdoc/>
    public async Task<AgentOutcome> RunAsync(AgentTask task, CancellationToken cancellationToken)
    {
        RequireToken();
        var started = tools.Time.GetTimestamp();
        var limit = task.Budget?.Time is { } time && time < task.TimeLimit ? time : task.TimeLimit;
        using var timeUp = new CancellationTokenSource(limit, tools.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeUp.Token);
        var mask = tools.Secrets.MaskFor(new Dictionary<string, string> { ["TOKEN"] = client.Token ?? string.Empty });
        var run = new A2ARun(name, client, worktree, tools, task, mask);
        AgentOutcome outcome;
        try
        {
            await run.FollowAsync(definition.PollInterval, stop.Token);
            outcome = await EndedAsync(run, task, stop.Token);
            run.Done();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            outcome = await GivenUpAsync(run, task, onRequest: cancellationToken.IsCancellationRequested);
        }
        catch (A2AException refusal)
        {
            outcome = Refused(refusal, run.Unanswered is not null);
        }

        return await CompleteAsync(outcome, run, task, mask, tools.Time.GetElapsedTime(started));
    }

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        RequireToken();
        try
        {
            var (found, problem) = await client.CardAsync(cancellationToken);
            return found is not null ? found.AgentVersion : throw NotAvailable(problem!);
        }
        catch (A2AException refusal)
        {
            throw NotAvailable($"{A2ACard.AddressOf(definition.Endpoint!)} {refusal.Verb}: {refusal.Message}");
        }
    }

    private void RequireToken()
    {
        if (definition.TokenVariable is { } variable && client.Token is null)
        {
            throw NotAvailable($"the environment variable {variable} is not set.");
        }
    }

    /// <summary>Says how a task that rests, or passed its budget, ended; and takes what it brought.</summary>
    private async Task<AgentOutcome> EndedAsync(A2ARun run, AgentTask task, CancellationToken cancellationToken)
    {
        if (run.Overrun is { } overrun)
        {
            var stopped = await run.CancelAsync();
            return Outcome(
                AgentOutcomeKind.Budget, $"passed its budget and was ended: {overrun}. Give it more, or less to do.{GoesOn(stopped)}");
        }

        var seen = run.Seen!;
        if (seen.State is A2AState.InputRequired or A2AState.AuthRequired)
        {
            await run.CancelAsync();
        }

        var words = Sanitiser.Line(seen.Said.Length > 0 ? seen.Said : seen.LastMessage, LongestWords);
        var says = words.Length > 0 ? $" It says: {words}" : string.Empty;
        return seen.State switch
        {
            A2AState.Completed => await TakeAsync(seen, task, cancellationToken),
            A2AState.Rejected => Outcome(AgentOutcomeKind.Denied, $"refused the task.{says}"),
            A2AState.InputRequired => Outcome(
                AgentOutcomeKind.Denied, $"asks for an answer, which nobody gives here; say more in the requirement.{says}"),
            A2AState.AuthRequired => Outcome(AgentOutcomeKind.Auth, $"needs credentials of its own to go on.{says}"),
            A2AState.Canceled => Outcome(AgentOutcomeKind.Crashed, $"ended the task as cancelled, which was not asked for here.{says}"),
            _ => Outcome(AgentOutcomeKind.Crashed, $"ended the task as failed.{says}"),
        };
    }

    private async Task<AgentOutcome> TakeAsync(A2ATask seen, AgentTask task, CancellationToken cancellationToken)
    {
        A2AResult result;
        try
        {
            result = A2AResult.Of(seen);
        }
        catch (JsonException exception)
        {
            return Outcome(AgentOutcomeKind.Protocol, $"completed the task, but: {exception.Message}");
        }

        var ended = Outcome(AgentOutcomeKind.Succeeded, "completed the task.") with
        {
            Text = result.Text, Branch = result.Branch, PullRequest = result.PullRequest,
        };
        if (result.Branch is not null || result.PullRequest is not null)
        {
            return ended;
        }

        if (result.IsElsewhere)
        {
            return Outcome(
                AgentOutcomeKind.Protocol,
                "completed the task, but its diff lies at an address, from where none is fetched; it must be inline.");
        }

        foreach (var diff in result.Diffs)
        {
            if (await worktree.ApplyAsync(task.WorkingDirectory, diff, cancellationToken) is { } problem)
            {
                return Outcome(AgentOutcomeKind.Protocol, $"completed the task, but its diff does not apply: {problem}");
            }
        }

        return ended;
    }

    private async Task<AgentOutcome> GivenUpAsync(A2ARun run, AgentTask task, bool onRequest)
    {
        if (onRequest && hostStops.IsCancellationRequested)
        {
            // The host goes on with it when it is back.
            return Outcome(AgentOutcomeKind.Cancelled, "was left at work: the host stops.");
        }

        var stopped = GoesOn(await run.CancelAsync());
        return onRequest
            ? Outcome(AgentOutcomeKind.Cancelled, $"was stopped on request.{stopped}")
            : Outcome(
                task.Budget?.Time < task.TimeLimit ? AgentOutcomeKind.Budget : AgentOutcomeKind.TimedOut,
                $"took longer than allowed and was stopped. Give it more time, or less to do.{stopped}");
    }

    private AgentOutcome Refused(A2AException refusal, bool mayGoOn)
    {
        var advice = refusal.Kind == AgentOutcomeKind.Auth
            ? definition.TokenVariable is { } variable ? $" Check the token in {variable}." : " It may need a token: set its TokenVariable."
            : mayGoOn ? " A task of it may go on there." : string.Empty;
        return Outcome(refusal.Kind, $"{refusal.Verb}: {Sanitiser.Line(refusal.Message, LongestWords)}{advice}") with
        {
            RetryAfter = refusal.RetryAfter,
        };
    }

    private async Task<AgentOutcome> CompleteAsync(
        AgentOutcome outcome, A2ARun run, AgentTask task, SecretMask mask, TimeSpan duration)
    {
        run.Transcript.Add(outcome.Text);
        if (!hostStops.IsCancellationRequested)
        {
            run.Told();
        }

        var used = run.Seen?.Usage;
        return outcome with
        {
            Message = mask.Apply(outcome.Message), Duration = duration,
            Text = Sanitiser.Tail(mask.Apply(outcome.Text), MaximumTextCharacters), Log = await SaveLogAsync(run, task, mask),
            SessionId = run.Seen?.ContextId ?? run.Seen?.Id,
            CostUsd = used?.CostBy(name, tools.Options.Prices), Tokens = used?.Tokens, Turns = used?.Turns,
        };
    }

    private async Task<ArtifactReference?> SaveLogAsync(A2ARun run, AgentTask task, SecretMask mask)
    {
        using var log = new MemoryStream(Encoding.UTF8.GetBytes(Sanitiser.Text(mask.Apply(run.Transcript.ToString()))));
        return log.Length == 0
            ? null
            : await tools.Artifacts.SaveAsync($"{task.Step}-{task.Attempt}.log", "text/plain; charset=utf-8", log, CancellationToken.None);
    }

    private AgentOutcome Outcome(AgentOutcomeKind kind, string what) =>
        new(kind, $"The agent '{name}' {what}", ExitCode: null, TimeSpan.Zero, string.Empty, Log: null);

    private static string GoesOn(bool isStopped) => isStopped ? string.Empty : " It did not confirm that, and may go on there.";

    private SlipwayException NotAvailable(string why) => new(ErrorCodes.AgentNotAvailable, $"Agent not available: {name}: {why}");
}
