using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Integrations.Agents.Codegen;

/// <summary>An agent that works at codegen.com and opens its own pull request; the worktree stays as it is.</summary>
/// <remarks>
/// A run carries the marker <c>{visit of the step}/{attempt}</c>. Before one is created it is looked for, so that a host which died after
/// its request finds the run instead of paying for another; so does an attempt after one that lost sight of a run which still goes on. A
/// run that is known is followed until the task's time ends, however long the service is away; and an attempt that has had one go on does
/// not do so again. The service cannot cancel a run: one that is given up here goes on there, and the outcome says where.
/// </remarks>
internal sealed class CodegenAgent(CodegenClient client, CodegenOptions options, AgentTools tools) : ICheckedAgent
{
    private const int StaleLooks = 5;
    private const int MaximumTextCharacters = 64 * 1024;

    private const string Elsewhere = """


        You work on a clone of your own, so what is said above of the current directory, of committing, pushing and pull requests is not
        meant for you: where a change is asked for, push it to a branch and open a pull request. The branch is taken over from there.
        """;

    private readonly RemotePatience _patience = new(tools.Time);

    /// <inheritdoc/>
    public async Task<AgentOutcome> RunAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var started = tools.Time.GetTimestamp();
        var limit = task.Budget?.Time is { } time && time < task.TimeLimit ? time : task.TimeLimit;
        using var timeUp = new CancellationTokenSource(limit, tools.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeUp.Token);
        using var progress = task.Progress is { } listener ? new LatestProgress(listener, tools.Time) : null;
        CodegenRun? run = null;
        try
        {
            (run, var before) = await BeginAsync(task, stop.Token);
            tools.Sessions.Save(task.WorkflowId, task.Step, CodegenOptions.AgentName, $"{run.Id}");
            while (EndingOf(run, before) is null)
            {
                progress?.Report(new AgentProgress(AgentProgressKind.Text, Sanitiser.Line($"{run.Status}: {run.Summary}", 200)));
                await Task.Delay(options.PollInterval, tools.Time, stop.Token);
                var id = run.Id;
                run = await _patience.FollowAsync(() => client.GetAsync(id, stop.Token), stop.Token);
                before = before?.Next(run);
            }

            return Ended(run, tools.Time.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return GivenUp(run, cancellationToken.IsCancellationRequested, task, tools.Time.GetElapsedTime(started));
        }
        catch (CodegenException refusal)
        {
            return Refused(refusal, run, tools.Time.GetElapsedTime(started));
        }
    }

    /// <inheritdoc/>
    public Task<string?> CheckAsync(CancellationToken cancellationToken) => client.HasToken
        ? Task.FromResult<string?>(null)
        : throw new SlipwayException(
            ErrorCodes.AgentNotAvailable,
            $"Agent not available: {CodegenOptions.AgentName}. The environment variable {options.TokenVariable} is not set.");

    /// <summary>Finds, goes on with, or creates the run of a task.</summary>
    private async Task<(CodegenRun Run, Staleness? Before)> BeginAsync(AgentTask task, CancellationToken cancellationToken)
    {
        if (task.Resume && long.TryParse(tools.Sessions.Find(task.WorkflowId, task.Step, CodegenOptions.AgentName), out var id))
        {
            var earlier = await _patience.TryAsync(() => client.GetAsync(id, cancellationToken), cancellationToken);
            // Told already, by this attempt before what came after it failed, or by a host that died since.
            var attempt = $"{CodegenOptions.AgentName}/{task.Marker}/{task.Attempt}";
            if (CodegenStatus.Ending(earlier.Status) is null)
            {
                return (earlier, null);
            }

            if (tools.Sessions.Find(task.WorkflowId, task.Step, attempt) == $"{id}")
            {
                return (earlier, new Staleness(earlier, StaleLooks));
            }

            var resumed = await client.ResumeAsync(id, task.Prompt + Elsewhere, cancellationToken);
            tools.Sessions.Save(task.WorkflowId, task.Step, attempt, $"{id}");
            return (resumed, new Staleness(earlier, StaleLooks));
        }

        return (
            await _patience.TryAsync(
                async () => await FindAsync(task, cancellationToken)
                    ?? await client.CreateAsync(task.Prompt + Elsewhere, $"{task.Marker}/{task.Attempt}", cancellationToken),
                cancellationToken),
            null);
    }

    /// <summary>The run of this attempt, ended or not; or one of an attempt before it that nobody looks at any more and that goes on.
    /// </summary>
    private Task<CodegenRun?> FindAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var attempts = Enumerable.Range(1, task.Attempt).Select(attempt => $"{task.Marker}/{attempt}").ToHashSet(StringComparer.Ordinal);
        return client.FindAsync(
            (run, marker) => marker == $"{task.Marker}/{task.Attempt}"
                || (attempts.Contains(marker) && CodegenStatus.Ending(run.Status) is null),
            cancellationToken);
    }

    private static AgentOutcomeKind? EndingOf(CodegenRun run, Staleness? before) =>
        before is { IsStale: true } ? null : CodegenStatus.Ending(run.Status);

    private static AgentOutcome Ended(CodegenRun run, TimeSpan duration)
    {
        var kind = CodegenStatus.Ending(run.Status)!.Value;
        var message = kind == AgentOutcomeKind.Succeeded
            ? $"The agent '{CodegenOptions.AgentName}' completed its run."
            : $"The agent '{CodegenOptions.AgentName}' ended its run as {Sanitiser.Line(run.Status!, 60)}. "
                + Sanitiser.Line(run.Summary ?? run.Result ?? string.Empty, 300);
        return Outcome(kind, message.TrimEnd() + At(run), run, duration);
    }

    private static AgentOutcome GivenUp(CodegenRun? run, bool onRequest, AgentTask task, TimeSpan duration)
    {
        var goesOn = run is null ? string.Empty : " The service cannot end a run: it goes on there.";
        var name = $"The agent '{CodegenOptions.AgentName}'";
        return onRequest
            ? Outcome(AgentOutcomeKind.Cancelled, $"{name} was given up on request.{goesOn}{At(run)}", run, duration)
            : Outcome(
                task.Budget?.Time < task.TimeLimit ? AgentOutcomeKind.Budget : AgentOutcomeKind.TimedOut,
                $"{name} took longer than allowed and was given up.{goesOn}{At(run)}", run, duration);
    }

    private static AgentOutcome Refused(CodegenException refusal, CodegenRun? run, TimeSpan duration)
    {
        var answer = refusal.Status is { } status ? $"answered {(int)status}" : "did not answer";
        return Outcome(
            CodegenStatus.Refusal(refusal.Status),
            $"The service of '{CodegenOptions.AgentName}' {answer}: {Sanitiser.Line(refusal.Message, 500)}"
                + CodegenStatus.Advice(refusal.Status) + At(run),
            run,
            duration) with { RetryAfter = refusal.RetryAfter };
    }

    private static AgentOutcome Outcome(AgentOutcomeKind kind, string message, CodegenRun? run, TimeSpan duration)
    {
        var text = run?.Result ?? run?.Summary ?? string.Empty;
        var pull = run?.PullRequests?.LastOrDefault(opened => opened.Url is not null);
        return new AgentOutcome(
            kind, message, ExitCode: null, duration,
            Sanitiser.Text(text.Length > MaximumTextCharacters ? text[^MaximumTextCharacters..] : text, MaximumTextCharacters), Log: null)
        {
            SessionId = run is null ? null : $"{run.Id}",
            RemoteRun = run is null ? null : $"{run.Id}",
            PullRequest = pull is null ? null : new AgentPullRequest(pull.Url!, pull.Title, pull.Branch),
        };
    }

    private static string At(CodegenRun? run) => run?.WebUrl is { } url ? $" See {Sanitiser.Line(url, 300)}." : string.Empty;

    /// <summary>
    /// What a resumed run looked like before: for a few looks, the same ending with the same result is the old one.
    /// </summary>
    private sealed record Staleness(CodegenRun Earlier, int LooksLeft)
    {
        internal bool IsStale => LooksLeft > 0;

        internal Staleness? Next(CodegenRun now) =>
            CodegenStatus.Ending(now.Status) is null || now.Result != Earlier.Result || now.Summary != Earlier.Summary || LooksLeft == 1
                ? null
                : this with { LooksLeft = LooksLeft - 1 };
    }
}
