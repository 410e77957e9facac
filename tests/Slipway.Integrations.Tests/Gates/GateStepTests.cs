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
        var outcome = await new GateStep(new Waiting()).ExecuteAsync(
            new StepContext
            {
                WorkflowId = "wf-1", StepId = "ci", Attempt = 1, Marker = "wf-1/ci",
                Config = JsonElement.Parse("""{"kind":"platform-checks"}"""), Inputs = JsonElement.Parse("{}"),
                Workspace = new Workspace("wf-1", new RepositoryInfo("/repos/shop", "main", "base", null), "slipway/wf-1", "/worktree"),
                TimeLimit = TimeSpan.FromMinutes(1),
            },
            default);

        Assert.Equal((ErrorCategory.Transient, TimeSpan.FromSeconds(20)), (outcome.Category, outcome.RetryAfter));
        Assert.Equal("It waits for build.", outcome.Message);
    }

    private sealed class Waiting : IQualityGate
    {
        public SlipwayException? Missing(GateSpec gate) => null;

        public Task<GateResult> RunAsync(GateRun run, CancellationToken cancellationToken) => Task.FromResult(
            new GateResult(run.Name, Passed: false, ExitCode: null, "It waits for build.", 0, "", Log: null) { IsPending = true });
    }
}
