using System.Text.Json;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Orchestrators;

public sealed class StatusTests
{
    [Theory]
    [InlineData('x')]
    [InlineData('漢')]
    [InlineData('"')]
    public void It_stays_under_Azures_limit_whatever_is_in_it(char filler)
    {
        var text = new string(filler, 5_000);
        var request = Some.Request() with
        {
            Agent = new AgentSelector(Command: text[..4_000]),
            Gates = [.. Enumerable.Range(0, 20).Select(number => new GateSpec($"gate-{number}-{new string('g', 50)}", "make"))],
            MaxFeedbackRounds = 1,
        };

        // The driver checks the length of every status.
        var durable = Script.Run(request, script =>
        {
            script.Always(nameof(WriteCode), _ => Some.Ok(new BranchState(
                "commit1", [.. Enumerable.Range(0, 100).Select(number => new CommitInfo($"commit{number}", text[..200]))], new(1, 2, 3), true)));
            script.Always(nameof(OpenPullRequest), _ => Some.Ok(Some.PullRequest() with { Title = text[..300] }));
            script.Always(nameof(RunGate), input => Some.Ok(Some.Gate(Script.GateName(input), passed: false, text) with { Message = text }));
        });
        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Skip });

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void It_shows_the_step_at_work()
    {
        var durable = Script.Of(Some.Request() with { MaxRetries = 2 });
        durable.Next(nameof(WriteCode), Some.Failed());
        durable.Hold(nameof(WriteCode));
        durable.Start();
        durable.Advance(TimeSpan.FromSeconds(2));

        var step = durable.Status.Step!;
        Assert.Equal(("code", 2, 3, "first"), (step.Name, step.Attempt, step.MaxAttempts, step.Agent));
        Assert.Equal("Agent first, step 'code', attempt 2.", durable.Status.WaitingFor);
        Assert.Equal("main", durable.Status.BaseBranch);
        Assert.Equal(Some.Time, durable.Status.StateEnteredAt);
        Assert.Equal(Some.Time.AddMinutes(30), durable.Status.StateDeadline);
    }

    [Fact]
    public void Its_failure_keeps_no_credential()
    {
        const string Token = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";
        var durable = Script.Run(
            Some.Request() with { MaxRetries = 0 },
            script => script.Next(nameof(WriteCode), new InvalidOperationException($"Push with {Token} refused.")));

        Assert.DoesNotContain(Token, string.Concat(durable.Statuses), StringComparison.Ordinal);
        Assert.DoesNotContain(Token, JsonSerializer.Serialize(durable.Events), StringComparison.Ordinal);
        Assert.Equal("Push with [redacted] refused.", durable.Status.Failure!.Message);
    }

    [Fact]
    public void The_same_script_makes_the_same_calls()
    {
        Assert.Equal(Recording(), Recording());
    }

    private static string Recording()
    {
        var durable = Script.Of(Some.Request() with
        {
            Merge = MergePolicy.AfterApproval, Gates = [new("build", "make"), new("lint", "lint"), new("tests", "test")],
        });
        durable.Next(nameof(WriteCode), Some.Failed());
        durable.Next(nameof(RunGate), Script.GateFailed("build"));
        durable.Next(nameof(MergePullRequest), Some.Failed(), Some.Failed(), Some.Failed(), Some.Failed());
        durable.Start();
        durable.Send(SignalKind.Pause);
        durable.Advance(TimeSpan.FromMinutes(7));
        durable.Send(SignalKind.Resume);
        durable.Advance(TimeSpan.FromMinutes(1));
        durable.Send(SignalKind.Approve);
        durable.Advance(TimeSpan.FromMinutes(4));
        durable.Send(SignalKind.Decide);
        durable.Send(SignalKind.Approve);
        Assert.Equal(WorkflowState.Completed, durable.Result.State);

        return string.Join('\n', durable.Calls.Select(call => $"{call.Time:O} {call.Name} {call.InputJson}")) + '\n'
            + string.Join('\n', durable.Statuses) + '\n'
            + string.Join('\n', durable.Timers.Select(timer => $"{timer.CreatedAt:O} {timer.FireAt:O} {timer.Task.Status}"));
    }
}
