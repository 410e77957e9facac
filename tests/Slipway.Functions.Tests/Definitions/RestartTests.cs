using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>Each error strategy, each kind of step and each branch of a failure, with a crash at each commit on the way.</summary>
public sealed class RestartTests
{
    /// <summary>One that ends by itself ends as this; one that waits for a decision is told to go on, and completes.</summary>
    [Theory]
    [InlineData("strategy: fail_fast", ExecutionStatus.Completed)]
    [InlineData("strategy: continue", ExecutionStatus.Failed)]
    [InlineData("strategy: retry, maxRetries: 1", ExecutionStatus.Completed)]
    [InlineData("strategy: retry_with_fallback, maxRetries: 1, fallbackAgents: [second]", ExecutionStatus.Completed)]
    [InlineData("strategy: compensate, maxRetries: 1, compensateWith: { first: undo }", ExecutionStatus.Failed)]
    public Task An_error_strategy(string handling, ExecutionStatus expected) => CrashSweep.PlayAsync(
        async scene =>
        {
            var broken = true;
            scene.Plugin = input => input.Step == "bad" && broken && input.Agent?.Name != "second"
                ? RunScene.Failure(ErrorCategory.Transient)
                : StepOutcome.Success("Done.", input.Config);
            await scene.BeginAsync($$"""
                id: strategy
                maxConcurrentSteps: 1
                errorHandling: { {{handling}} }
                steps:
                  - { id: first, uses: test.echo, config: { n: 1 } }
                  - { id: bad, uses: test.agent, agent: first, dependsOn: [first], config: { n: 2 } }
                  - { id: after, uses: test.echo, dependsOn: [bad], config: { n: 3 } }
                  - { id: beside, uses: test.echo, dependsOn: [first], config: { n: 4 } }
                  - { id: undo, uses: test.echo, config: { n: 5 } }
                """);
            await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(10));
            broken = false;
            if ((await scene.StandingAsync()) is { Status: ExecutionStatus.Failed, DecisionDeadline: not null })
            {
                await scene.SendAsync(SignalKind.Decide);
            }
        },
        expected);

    [Fact]
    public Task An_approval_by_two_with_reminders_and_an_escalation() => CrashSweep.PlayAsync(async scene =>
    {
        await scene.BeginAsync("""
            id: ask
            steps:
              - { id: make, uses: test.echo, config: { n: 1 } }
              - id: ok
                type: approval
                dependsOn: [make]
                config: { approvers: [bob, cleo], required: 2, reminder: 1h, escalateAfter: 3h, escalateTo: [eve] }
              - { id: ship, uses: test.echo, dependsOn: [ok], config: { votes: "${{ length(steps.ok.outputs.votes) }}" } }
            outputs: { votes: steps.ship.outputs.votes }
            """);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(1.5));
        await scene.SendAsync(SignalKind.Approve, "ok");
        await scene.SendAsync(SignalKind.Approve, "ok");
        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(2));
        await scene.SendAsync(SignalKind.Approve, "ok", actor: "eve");
    });

    [Theory]
    [InlineData(true, ExecutionStatus.Completed)]
    [InlineData(false, ExecutionStatus.Failed)]
    public Task A_rejected_approval_or_one_that_nobody_gives(bool isRejected, ExecutionStatus expected) => CrashSweep.PlayAsync(
        async scene =>
        {
            await scene.BeginAsync($$"""
                id: ask
                errorHandling: { strategy: continue }
                steps:
                  - { id: ok, type: approval, timeout: 2h {{(isRejected ? ", onFailure: sorry" : "")}} }
                  - { id: sorry, uses: test.echo, config: { sorry: true } }
                  - { id: after, uses: test.echo, dependsOn: [ok] }
                  - { id: otherwise, uses: test.echo, dependsOn: [ok], when: failure() }
                """);
            await scene.StandingAsync();
            if (isRejected)
            {
                await scene.SendAsync(SignalKind.Reject, "ok", reason: "No.");
            }
            else
            {
                await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(3));
            }
        },
        expected);

    [Fact]
    public Task A_foreach_of_whose_items_one_fails_and_is_decided_about() => CrashSweep.PlayAsync(async scene =>
    {
        var broken = true;
        scene.Plugin = input => broken && input.Step == "work" && input.Config.GetProperty("n").GetInt32() == 2
            ? RunScene.Failure()
            : StepOutcome.Success("Done.", input.Config);
        await scene.BeginAsync("""
            id: each
            steps:
              - id: each
                type: foreach
                config: { items: [1, 2, 3], maxConcurrent: 2 }
                steps:
                  - { id: work, uses: test.echo, config: { n: "${{ item }}" } }
                  - { id: more, uses: test.echo, dependsOn: [work], config: { n: "${{ steps.work.outputs.n }}" } }
              - { id: after, uses: set, dependsOn: [each], config: { all: "${{ steps.each.outputs.results }}" } }
            outputs: { all: steps.after.outputs.all }
            """);
        await scene.StandingAsync();
        broken = false;
        await scene.SendAsync(SignalKind.Decide);
    });

    [Fact]
    public Task A_foreach_that_one_item_ends() => CrashSweep.PlayAsync(scene => scene.BeginAsync("""
        id: each
        steps:
          - id: each
            type: foreach
            config: { items: [1, 2, 3, 4], maxConcurrent: 1, until: "result.work.n == 3" }
            steps: [{ id: work, uses: test.echo, config: { n: "${{ item }}" } }]
        outputs: { all: steps.each.outputs.results }
        """));

    [Fact]
    public Task A_subflow_that_fails_and_is_decided_about_in_its_parent() => CrashSweep.PlayAsync(async scene =>
    {
        var broken = true;
        scene.Resolve(Child);
        scene.Plugin = input => broken && input.Step == "work" ? RunScene.Failure() : StepOutcome.Success("Done.", input.Config);
        await scene.BeginAsync(Parent);
        await scene.StandingAsync();
        broken = false;
        await scene.SendAsync(SignalKind.Decide);
    });

    [Fact]
    public Task A_subflow_that_takes_too_long_undoes_what_it_did_and_runs_again() => CrashSweep.PlayAsync(async scene =>
    {
        scene.Resolve("""
            id: child
            errorHandling: { compensateWith: { made: undo } }
            steps:
              - { id: made, uses: test.echo }
              - { id: w, type: wait, dependsOn: [made], config: { event: go } }
              - { id: undo, uses: test.echo }
            """);
        await scene.BeginAsync("""
            id: parent
            steps:
              - { id: sub, type: subflow, uses: child, timeout: 1h, retry: { maxAttempts: 2, baseDelay: 1s, jitter: 0 } }
            """);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(1.5));
        await scene.HappenAsync("go", scene.Children[1]);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(50)]
    public Task A_decision(int size) => CrashSweep.PlayAsync(scene => scene.BeginAsync("""
        id: choose
        inputs: { size: { type: integer } }
        steps:
          - id: decide
            type: decision
            config: { cases: { big: inputs.size > 10, middle: inputs.size > 2 }, default: small }
          - { id: big, uses: test.echo, dependsOn: [decide], when: "steps.decide.outputs.choice == 'big'" }
          - { id: middle, uses: test.echo, dependsOn: [decide], when: "steps.decide.outputs.choice == 'middle'" }
          - { id: end, uses: set, dependsOn: [big, middle], config: { chosen: "${{ steps.decide.outputs.choice }}" } }
        outputs: { chosen: steps.end.outputs.chosen }
        """, new { size }));

    [Fact]
    public Task Every_branch_of_a_failure() => CrashSweep.PlayAsync(async scene =>
    {
        var broken = true;
        scene.Plugin = input => broken && input.Step is "replaced" or "ignored" or "parked" or "stops"
            ? RunScene.Failure()
            : StepOutcome.Success("Done.", input.Config);
        await scene.BeginAsync("""
            id: branches
            maxConcurrentSteps: 1
            steps:
              - { id: replaced, uses: test.echo, onFailure: spare }
              - { id: spare, uses: test.echo, config: { spare: true } }
              - { id: ignored, uses: test.echo, onFailure: continue }
              - { id: parked, uses: test.echo, onFailure: park }
              - { id: after, uses: test.echo, dependsOn: [replaced, ignored] }
              - { id: stops, uses: test.echo, onFailure: fail, dependsOn: [after] }
              - { id: end, uses: test.echo, dependsOn: [parked, stops] }
              - { id: aside, type: wait, config: { for: 1h } }
            outputs: { spare: steps.replaced.outputs.spare }
            """);
        await scene.StandingAsync();
        broken = false;
        await scene.SendAsync(SignalKind.Decide);
    });

    [Fact]
    public Task A_group_and_events_that_come_early_and_late() => CrashSweep.PlayAsync(async scene =>
    {
        await scene.BeginAsync("""
            id: events
            steps:
              - id: both
                type: parallel
                steps:
                  - { id: late, type: wait, config: { event: late, for: 2h } }
                  - { id: never, type: wait, config: { event: never, for: 1h } }
              - { id: early, type: wait, dependsOn: [both], config: { event: early } }
              - { id: end, uses: test.echo, dependsOn: [early], config: { came: "${{ steps.late.outputs.received }}" } }
            outputs: { came: steps.end.outputs.came, never: steps.never.outputs.received }
            """);
        await scene.HappenAsync("early");
        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(1));
        await scene.HappenAsync("late");
    });

    private const string Parent = """
        id: parent
        steps:
          - { id: sub, type: subflow, uses: child, config: { inputs: { n: 3 } } }
          - { id: after, uses: set, dependsOn: [sub], config: { n: "${{ steps.sub.outputs.n }}" } }
        outputs: { n: steps.after.outputs.n }
        """;

    private const string Child = """
        id: child
        inputs: { n: { type: integer } }
        steps: [{ id: work, uses: test.echo, config: { n: "${{ inputs.n }}" } }]
        outputs: { n: steps.work.outputs.n }
        """;
}
