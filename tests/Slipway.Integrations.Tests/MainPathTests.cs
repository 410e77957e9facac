using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests;

public sealed class MainPathTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_agents_change_is_committed_judged_proposed_and_merged(bool withRemote)
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var remote = withRemote ? repository.AddRemote(home) : null;
        var info = await home.Workspaces.InspectAsync(repository.Path, null, default);
        var workspace = await home.Workspaces.OpenAsync("wf-1", info, default);

        var agent = home.Agents.Find(new AgentSelector(Command: home.Script("agent.sh", "cat > prompt.txt; echo made it")));
        var outcome = await agent.RunAsync(
            new AgentTask("wf-1", "code", 1, "Write it", workspace.Path, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)), default);
        var state = await home.Workspaces.CommitAsync(workspace, "Write it", "wf-1/code", default);
        var gate = await home.Gate.RunAsync(
            new GateRun("wf-1", "test", "grep -q Write prompt.txt", workspace.Path, TimeSpan.FromMinutes(1)), default);
        var pull = await home.Pulls.OpenPullRequestAsync(workspace, new PullRequestText("Write it", "As asked."), default);
        var merged = await home.Pulls.MergeAsync(workspace, state.HeadSha, default);
        await home.Workspaces.CloseAsync("wf-1", default);

        Assert.Equal(AgentOutcomeKind.Succeeded, outcome.Kind);
        Assert.Equal("made it\n", outcome.Text);
        Assert.Contains("made it", home.ReadArtifact(outcome.Log), StringComparison.Ordinal);
        Assert.True(state.Committed);
        Assert.Equal(new DiffStat(1, 1, 0), state.Diff);
        Assert.True(gate.Passed, gate.Message + gate.Output);
        Assert.Equal((1, "open"), (pull.Number, pull.State));
        Assert.Equal((1, "merged"), (merged.Number, merged.State));
        Assert.Equal(merged.MergeSha, repository.Sha("main"));
        Assert.Equal("Write it", File.ReadAllText(Path.Combine(repository.Path, "prompt.txt")));
        Assert.Empty(repository.Git("status", "--porcelain"));
        Assert.False(Directory.Exists(workspace.Path));
        if (remote is not null)
        {
            Assert.Equal(merged.MergeSha, Command.Run("git", remote, "rev-parse", "main"));
            Assert.Equal(repository.Sha("refs/slipway/pulls/1/meta"), Command.Run("git", remote, "rev-parse", "refs/slipway/pulls/1/meta"));
        }
    }
}
