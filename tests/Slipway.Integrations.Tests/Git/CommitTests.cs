using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Git;

namespace Slipway.Integrations.Tests.Git;

public sealed class CommitTests
{
    [Fact]
    public async Task Everything_in_the_worktree_is_committed_in_the_users_name()
    {
        using var home = new TestHome();
        var (repository, workspace) = await OpenAsync(home);
        Write(workspace, "src/new file.txt", "one\ntwo\n");
        Write(workspace, "binary.bin", "\0\u0001");
        File.Delete(Path.Combine(workspace.Path, "README.md"));

        var state = await home.Workspaces.CommitAsync(workspace, "Do it\nall", "wf-1/code", default);

        Assert.True(state.Committed);
        Assert.Equal([new CommitInfo(state.HeadSha, "Do it all")], state.Commits);
        Assert.Equal(new DiffStat(3, 2, 1), state.Diff);
        Assert.Equal(state.HeadSha, repository.Sha("slipway/wf-1"));
        Assert.Equal("Ada|ada@example.org", repository.Git("log", "-1", "--format=%an|%ce", state.HeadSha));
        Assert.Equal("wf-1/code", repository.Git("log", "-1", "--format=%(trailers:key=Slipway-Step,valueonly)", state.HeadSha).Trim());
    }

    [Fact]
    public async Task Without_a_user_commits_are_Slipways()
    {
        using var home = new TestHome();
        var (repository, workspace) = await OpenAsync(home);
        repository.Git("config", "user.name", string.Empty);
        Write(workspace, "new.txt", "x");

        var state = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code", default);

        Assert.Equal("Slipway <slipway@localhost>", repository.Git("log", "-1", "--format=%an <%ae>", state.HeadSha));
    }

    [Fact]
    public async Task A_second_run_finds_the_first_ones_commit()
    {
        using var home = new TestHome();
        var (repository, workspace) = await OpenAsync(home);
        Write(workspace, "new.txt", "x");

        var first = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code", default);
        var second = await home.Restart().Workspaces.CommitAsync(workspace, "Add", "wf-1/code", default);

        Assert.True(second.Committed);
        Assert.Equal((first.HeadSha, 1), (second.HeadSha, second.Commits.Count));
    }

    [Fact]
    public async Task A_step_that_changes_nothing_commits_nothing()
    {
        using var home = new TestHome();
        var (repository, workspace) = await OpenAsync(home);

        var untouched = await home.Workspaces.CommitAsync(workspace, "Nothing", "wf-1/code-1", default);
        Write(workspace, "new.txt", "x");
        var changed = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code-2", default);
        var nothingMore = await home.Workspaces.CommitAsync(workspace, "Nothing", "wf-1/code-3", default);

        Assert.Equal((false, repository.Sha("main")), (untouched.Committed, untouched.HeadSha));
        Assert.Empty(untouched.Commits);
        Assert.Equal(new DiffStat(0, 0, 0), untouched.Diff);
        Assert.True(changed.Committed);
        Assert.Equal((false, changed.HeadSha, 1), (nothingMore.Committed, nothingMore.HeadSha, nothingMore.Commits.Count));
    }

    [Fact]
    public async Task What_the_agent_committed_itself_counts_for_its_step()
    {
        using var home = new TestHome();
        var (_, workspace) = await OpenAsync(home);
        Write(workspace, "new.txt", "x");
        Command.Run("git", workspace.Path, "add", ".");
        Command.Run("git", workspace.Path, "commit", "--quiet", "-m", "By the agent");

        var first = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code-1", default);
        var again = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code-1", default);
        var next = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code-2", default);

        Assert.Equal("By the agent", Assert.Single(first.Commits).Subject);
        Assert.Equal((true, true, false), (first.Committed, again.Committed, next.Committed));
    }

    [Fact]
    public async Task A_step_finds_its_commit_but_not_those_of_an_agent_that_died()
    {
        using var home = new TestHome();
        var (_, workspace) = await OpenAsync(home);
        Write(workspace, "half.txt", "x");
        Command.Run("git", workspace.Path, "add", ".");
        Command.Run("git", workspace.Path, "commit", "--quiet", "-m", "Half the work");

        var afterCrash = await home.Workspaces.FindCommitAsync(workspace, "wf-1/code-1", default);
        var committed = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code-1", default);
        var found = await home.Workspaces.FindCommitAsync(workspace, "wf-1/code-1", default);
        var other = await home.Workspaces.FindCommitAsync(workspace, "wf-1/code-2", default);

        Assert.Null(afterCrash);
        Assert.Equal((true, committed.HeadSha), (found!.Committed, found.HeadSha));
        Assert.Null(other);
    }

    [Fact]
    public async Task A_commit_whose_push_failed_is_pushed_when_it_is_found()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var remote = repository.AddRemote(home);
        var workspace = await repository.OpenAsync(home);
        Write(workspace, "new.txt", "x");
        Directory.Move(remote, remote + "-away");
        await Assert.ThrowsAsync<SlipwayException>(() => home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code", default));
        Directory.Move(remote + "-away", remote);

        var found = await home.Workspaces.FindCommitAsync(workspace, "wf-1/code", default);

        Assert.Equal(found!.HeadSha, Command.Run("git", remote, "rev-parse", "slipway/wf-1"));
    }

    [Fact]
    public async Task A_step_that_left_nothing_is_not_found()
    {
        using var home = new TestHome();
        var (_, workspace) = await OpenAsync(home);
        await home.Workspaces.CommitAsync(workspace, "Nothing", "wf-1/code", default);

        Assert.Null(await home.Workspaces.FindCommitAsync(workspace, "wf-1/code", default));
    }

    [Fact]
    public async Task A_stale_lock_of_a_killed_git_is_removed()
    {
        using var home = new TestHome();
        var (repository, workspace) = await OpenAsync(home);
        var gitDirectory = WorktreeFiles.FindGitDirectory(Path.Combine(repository.Path, ".git"), workspace.Path)!;
        File.WriteAllText(Path.Combine(gitDirectory, "index.lock"), string.Empty);
        File.WriteAllText(Path.Combine(gitDirectory, "HEAD.lock"), string.Empty);
        File.WriteAllText(Path.Combine(repository.Path, ".git/refs/heads/slipway/wf-1.lock"), string.Empty);
        Write(workspace, "new.txt", "x");

        var state = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code", default);

        Assert.True(state.Committed);
    }

    [Fact]
    public async Task An_agent_that_switched_branches_still_works_for_its_workflow()
    {
        using var home = new TestHome();
        var (repository, workspace) = await OpenAsync(home);
        Command.Run("git", workspace.Path, "switch", "--quiet", "-c", "agents-own");
        Write(workspace, "committed.txt", "x");
        Command.Run("git", workspace.Path, "add", ".");
        Command.Run("git", workspace.Path, "commit", "--quiet", "-m", "By the agent");
        Write(workspace, "left.txt", "x");

        var state = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code", default);

        Assert.Equal(["By the agent", "Add"], state.Commits.Select(commit => commit.Subject));
        Assert.Equal(state.HeadSha, repository.Sha("slipway/wf-1"));
    }

    [Fact]
    public async Task An_agent_that_left_a_merge_unfinished_still_gets_its_commit()
    {
        using var home = new TestHome();
        var (repository, workspace) = await OpenAsync(home);
        Command.Run("git", workspace.Path, "switch", "--quiet", "-c", "theirs");
        Write(workspace, "README.md", "theirs\n");
        Command.Run("git", workspace.Path, "commit", "--quiet", "-am", "Theirs");
        Command.Run("git", workspace.Path, "switch", "--quiet", "slipway/wf-1");
        Write(workspace, "README.md", "ours\n");
        Command.Run("git", workspace.Path, "commit", "--quiet", "-am", "Ours");
        Assert.Throws<InvalidOperationException>(() => Command.Run("git", workspace.Path, "merge", "theirs"));

        var state = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code", default);

        Assert.Equal(["Ours", "Add"], state.Commits.Select(commit => commit.Subject));
        Assert.Empty(Command.Run("git", workspace.Path, "status", "--porcelain"));
    }

    [Fact]
    public async Task An_agent_that_made_the_worktree_a_repository_of_its_own_changes_nothing_about_whose_it_is()
    {
        using var home = new TestHome();
        var (repository, workspace) = await OpenAsync(home);
        File.Delete(Path.Combine(workspace.Path, ".git"));
        Command.Run("git", workspace.Path, "init", "--quiet");
        Write(workspace, "new.txt", "x");

        var state = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code", default);

        Assert.Equal(new DiffStat(1, 1, 0), state.Diff);
        Assert.Equal(state.HeadSha, repository.Sha("slipway/wf-1"));
    }

    [Fact]
    public async Task Hooks_of_the_repository_do_not_run()
    {
        using var home = new TestHome();
        var (repository, workspace) = await OpenAsync(home);
        var witness = Path.Combine(home.Directory, "hook-ran");
        foreach (var hook in new[] { "pre-commit", "commit-msg", "post-commit", "prepare-commit-msg" })
        {
            File.Copy(home.Script(hook, $"touch {witness}; exit 1"), Path.Combine(repository.Path, ".git/hooks", hook));
        }

        Write(workspace, "new.txt", "x");

        var state = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code", default);

        Assert.True(state.Committed);
        Assert.False(File.Exists(witness));
    }

    [Fact]
    public async Task What_agents_leave_beside_their_work_is_not_committed()
    {
        using var home = new TestHome();
        var (_, workspace) = await OpenAsync(home);
        Write(workspace, ".aider.chat.history.md", "x");
        Write(workspace, ".aider.tags.cache.v4/cache.db", "x");
        Write(workspace, "new.txt", "x");

        var state = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code", default);

        Assert.Equal(1, state.Diff.Files);
    }

    [Fact]
    public async Task A_new_attempt_makes_a_worktree_that_is_gone_anew()
    {
        using var home = new TestHome();
        var (_, workspace) = await OpenAsync(home);
        Directory.Delete(workspace.Path, recursive: true);

        await home.Workspaces.ResetAsync(workspace, default);

        Assert.True(File.Exists(Path.Combine(workspace.Path, ".git")));
    }

    [Fact]
    public async Task A_worktree_that_is_gone_is_said_so()
    {
        using var home = new TestHome();
        var (_, workspace) = await OpenAsync(home);
        Directory.Delete(workspace.Path, recursive: true);

        var exception = await Assert.ThrowsAsync<SlipwayException>(() => home.Workspaces.CommitAsync(workspace, "x", "wf-1/code", default));

        Assert.Contains("is gone", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_branch_is_pushed_and_pushed_again_changes_nothing()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var remote = repository.AddRemote(home);
        var workspace = await repository.OpenAsync(home);
        Write(workspace, "new.txt", "x");

        var first = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code", default);
        await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code", default);

        Assert.Equal(first.HeadSha, Command.Run("git", remote, "rev-parse", "slipway/wf-1"));
    }

    [Fact]
    public async Task A_branch_that_the_agent_rewrote_replaces_what_was_pushed()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var remote = repository.AddRemote(home);
        var workspace = await repository.OpenAsync(home);
        Write(workspace, "new.txt", "x");
        await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code-1", default);
        Command.Run("git", workspace.Path, "commit", "--quiet", "--amend", "-m", "Rewritten");

        var state = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code-2", default);

        Assert.Equal(state.HeadSha, Command.Run("git", remote, "rev-parse", "slipway/wf-1"));
        Assert.Equal("Rewritten", Assert.Single(state.Commits).Subject);
    }

    [Fact]
    public async Task Somebody_elses_commits_on_the_branch_are_not_overwritten()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var remote = repository.AddRemote(home);
        var workspace = await repository.OpenAsync(home);
        var clone = repository.Clone(home, remote, "clone");
        clone.Git("switch", "--quiet", "-c", "slipway/wf-1");
        var theirs = clone.Commit("theirs.txt", "x", "Theirs");
        clone.Git("push", "--quiet", "origin", "slipway/wf-1");
        Write(workspace, "new.txt", "x");

        var exception = await Assert.ThrowsAsync<SlipwayException>(
            () => home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code", default));

        Assert.Equal(ErrorCodes.GitFailed, exception.Code);
        Assert.Contains("not from this workflow", exception.Message, StringComparison.Ordinal);
        Assert.Equal(theirs, Command.Run("git", remote, "rev-parse", "slipway/wf-1"));
    }

    [Fact]
    public async Task A_remote_that_cannot_be_reached_is_said_so_without_its_password()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        repository.Git("remote", "add", "origin", "https://ada:password@127.0.0.1:1/x.git");
        var workspace = await repository.OpenAsync(home);
        Write(workspace, "new.txt", "x");

        var exception = await Assert.ThrowsAsync<SlipwayException>(
            () => home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code", default));

        Assert.Equal((ErrorCodes.GitFailed, Core.Policies.ErrorCategory.Transient), (exception.Code, exception.Category));
        Assert.DoesNotContain("password", exception.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<(TestRepository Repository, Workspace Workspace)> OpenAsync(TestHome home)
    {
        var repository = TestRepository.Create(home);
        return (repository, await repository.OpenAsync(home));
    }

    private static void Write(Workspace workspace, string file, string content)
    {
        var path = Path.Combine(workspace.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
