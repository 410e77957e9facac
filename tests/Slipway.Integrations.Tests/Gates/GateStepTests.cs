using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Integrations.Steps;

namespace Slipway.Integrations.Tests.Gates;

public sealed class GateStepTests
{
    [Fact]
    public async Task Checks_that_still_run_are_looked_at_again_a_little_later()
    {
        var outcome = await RunAsync(Result(passed: false) with { IsPending = true });

        Assert.Equal((ErrorCategory.Transient, true), (outcome.Category, outcome.IsPending));
        Assert.Equal("It waits for build.", outcome.Message);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task What_a_model_took_is_counted_however_the_gate_ends(bool passed, bool pending)
    {
        var usage = new AgentUsage(0.5m, 1100, 0);

        var outcome = await RunAsync(Result(passed) with { IsPending = pending, Usage = usage });

        Assert.Equal(usage, outcome.Usage);
    }

    [Theory]
    [InlineData("""{"kind":"platform-checks"}""", null, "Add a page")]
    [InlineData("""{"kind":"platform-checks","headSha":"abc","requirement":"Fix it"}""", "abc", "Fix it")]
    public async Task A_gate_is_told_the_commit_and_what_the_change_is_for(string config, string? head, string requirement)
    {
        var gate = new Known(Result(passed: true));

        await RunAsync(gate, config);

        Assert.Equal((head, requirement), (gate.Run!.HeadSha, gate.Run.Requirement));
    }

    private static GateResult Result(bool passed) => new("ci", passed, ExitCode: null, "It waits for build.", 0, "", Log: null);

    private static Task<StepOutcome> RunAsync(GateResult result) => RunAsync(new Known(result), """{"kind":"platform-checks"}""");

    private static Task<StepOutcome> RunAsync(Known gate, string config) => new GateStep(gate).ExecuteAsync(
        new StepContext
        {
            WorkflowId = "wf-1", StepId = "ci", Attempt = 1, Marker = "wf-1/ci",
            Config = JsonElement.Parse(config), Inputs = JsonElement.Parse("""{"requirement":"Add a page"}"""),
            Workspace = new Workspace("wf-1", new RepositoryInfo("/repos/shop", "main", "base", null), "slipway/wf-1", "/worktree"),
            TimeLimit = TimeSpan.FromMinutes(1),
        },
        default);

    private sealed class Known(GateResult result) : IQualityGate
    {
        public SlipwayException? Missing(GateSpec gate) => null;

        public GateRun? Run { get; private set; }

        public Task<GateResult> RunAsync(GateRun run, CancellationToken cancellationToken)
        {
            Run = run;
            return Task.FromResult(result);
        }
    }
}
