using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Git;

/// <summary>Commits that other people push to a workflow's branch.</summary>
public sealed class PullTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Commits_on_top_of_the_branch_are_taken_over_and_are_nobodys_step()
    {
        using var home = new TestHome();
        var (workspace, state, other) = await PushedAsync(home);
        other.Git("checkout", "--quiet", workspace.Branch);
        var theirs = other.Commit("hand.txt", "by hand\n", "By hand");
        other.Git("push", "--quiet", "origin", workspace.Branch);

        var pulled = await home.Workspaces.PullAsync(workspace, state.HeadSha, None);
        var again = await home.Workspaces.PullAsync(workspace, state.HeadSha, None);
        var idle = await home.Workspaces.CommitAsync(workspace, "Fix", "wf-1/code-2", None);

        Assert.Equal((theirs, 2), (pulled!.HeadSha, pulled.Commits.Count));
        Assert.Equal(theirs, again!.HeadSha);
        Assert.Null(await home.Workspaces.PullAsync(workspace, theirs, None));
        Assert.True(File.Exists(Path.Combine(workspace.Path, "hand.txt")));
        Assert.False(idle.Committed);
        File.WriteAllText(Path.Combine(workspace.Path, "more.txt"), "more");
        Assert.True((await home.Workspaces.CommitAsync(workspace, "Fix", "wf-1/code-3", None)).Committed);
    }

    [Fact]
    public async Task A_pull_that_was_interrupted_leaves_its_commits_to_nobody_all_the_same()
    {
        using var home = new TestHome();
        var (workspace, state, other) = await PushedAsync(home);
        other.Git("checkout", "--quiet", workspace.Branch);
        other.Commit("hand.txt", "by hand\n", "By hand");
        other.Git("push", "--quiet", "origin", workspace.Branch);
        var log = Path.Combine(Command.Run("git", workspace.Path, "rev-parse", "--absolute-git-dir"), "slipway-steps");
        File.Move(log, log + ".aside");
        Directory.CreateDirectory(log);
        await Assert.ThrowsAsync<SlipwayException>(() => home.Workspaces.PullAsync(workspace, state.HeadSha, None));
        Directory.Delete(log);
        File.Move(log + ".aside", log);

        await home.Workspaces.PullAsync(workspace, state.HeadSha, None);

        Assert.False((await home.Workspaces.CommitAsync(workspace, "Fix", "wf-1/code-2", None)).Committed);
    }

    [Fact]
    public async Task A_branch_that_was_begun_anew_elsewhere_is_left_alone()
    {
        using var home = new TestHome();
        var (workspace, state, other) = await PushedAsync(home);
        other.Git("checkout", "--quiet", "-b", workspace.Branch, "origin/main");
        other.Commit("hand.txt", "by hand\n", "By hand");
        other.Git("push", "--quiet", "--force", "origin", workspace.Branch);

        var refused = await Assert.ThrowsAsync<SlipwayException>(() => home.Workspaces.PullAsync(workspace, state.HeadSha, None));

        Assert.Contains("not from this workflow", refused.Message, StringComparison.Ordinal);
        Assert.Equal(state.HeadSha, Command.Run("git", workspace.Path, "rev-parse", "HEAD"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_anything_new_nothing_changes(bool hasRemote)
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        if (hasRemote)
        {
            repository.AddRemote(home);
        }

        var workspace = await repository.OpenAsync(home);

        Assert.Null(await home.Workspaces.PullAsync(workspace, workspace.Repository.BaseSha, None));
    }

    private static async Task<(Workspace Workspace, BranchState State, TestRepository Other)> PushedAsync(TestHome home)
    {
        var repository = TestRepository.Create(home);
        var remote = repository.AddRemote(home);
        var workspace = await repository.OpenAsync(home);
        File.WriteAllText(Path.Combine(workspace.Path, "new.txt"), "x");
        var state = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code", None);
        return (workspace, state, repository.Clone(home, remote, "other"));
    }
}
