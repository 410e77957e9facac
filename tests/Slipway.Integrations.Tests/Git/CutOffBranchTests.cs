using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Git;

/// <summary>Agents that rewrite what was there before them.</summary>
public sealed class CutOffBranchTests
{
    [Fact]
    public async Task An_amended_base_commit_is_put_back_and_the_agents_files_are_kept_as_one_commit()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var workspace = await repository.OpenAsync(home);
        Write(workspace, "new.txt", "work\n");
        InWorktree(workspace, "add", "-A");
        InWorktree(workspace, "commit", "--quiet", "--amend", "-m", "Mine from the start");
        Write(workspace, "more.txt", "more\n");

        var state = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code-1", default);

        Assert.Equal(workspace.Repository.BaseSha, repository.Sha(workspace.Branch + "^"));
        Assert.Equal(new DiffStat(2, 2, 0), state.Diff);
        Assert.Equal("Add", Assert.Single(state.Commits).Subject);
    }

    [Fact]
    public async Task A_branch_cut_off_later_keeps_what_earlier_steps_committed()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        repository.AddRemote(home);
        var workspace = await repository.OpenAsync(home);
        Write(workspace, "new.txt", "work\n");
        var first = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code-1", default);
        InWorktree(workspace, "checkout", "--quiet", "--orphan", "other");
        InWorktree(workspace, "commit", "--quiet", "-m", "All anew");
        InWorktree(workspace, "branch", "--quiet", "--force", workspace.Branch, "other");
        InWorktree(workspace, "checkout", "--quiet", workspace.Branch);
        Write(workspace, "more.txt", "more\n");

        var second = await home.Workspaces.CommitAsync(workspace, "More", "wf-1/code-2", default);

        Assert.Equal(first.HeadSha, repository.Sha(workspace.Branch + "^"));
        Assert.Equal(["Add", "More"], second.Commits.Select(commit => commit.Subject));
    }

    [Fact]
    public async Task An_attempt_that_follows_a_cut_off_one_begins_at_the_base()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var workspace = await repository.OpenAsync(home);
        InWorktree(workspace, "commit", "--quiet", "--amend", "--allow-empty", "-m", "Mine from the start");

        await home.Workspaces.ResetAsync(workspace, default);

        Assert.Equal(workspace.Repository.BaseSha, repository.Sha(workspace.Branch));
    }

    [Fact]
    public async Task A_branch_begun_anew_is_at_the_base_as_it_is_now()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var remote = repository.AddRemote(home);
        var workspace = await repository.OpenAsync(home);
        Write(workspace, "new.txt", "work\n");
        await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code-1", default);
        var moved = repository.Commit("other.txt", "other\n", "Meanwhile");

        var anew = await home.Workspaces.OpenAnewAsync(
            "wf-1", await home.Workspaces.InspectAsync(repository.Path, "main", default), default);

        Assert.Equal((moved, moved), (anew.Repository.BaseSha, repository.Sha(workspace.Branch)));
        Assert.False(File.Exists(Path.Combine(workspace.Path, "new.txt")));
        Write(anew, "second.txt", "second\n");
        var state = await home.Workspaces.CommitAsync(anew, "Again", "wf-1/code-2", default);
        Assert.Equal("Again", Assert.Single(state.Commits).Subject);
        Assert.Equal(state.HeadSha, Command.Run("git", remote, "rev-parse", workspace.Branch));
    }

    private static void InWorktree(Workspace workspace, params string[] arguments) => Command.Run("git", workspace.Path, arguments);

    private static void Write(Workspace workspace, string file, string content) =>
        File.WriteAllText(Path.Combine(workspace.Path, file), content);
}
