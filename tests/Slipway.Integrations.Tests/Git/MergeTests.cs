using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Git;

namespace Slipway.Integrations.Tests.Git;

public sealed class MergeTests
{
    private static readonly PullRequestText Text = new("Add it", "As asked.");

    [Fact]
    public async Task A_merge_is_a_commit_with_both_parents_and_brings_the_users_files_along()
    {
        using var home = new TestHome();
        var (repository, workspace, head) = await ProposeAsync(home);
        var before = repository.Sha("main");
        repository.Write("notes.txt", "untracked files of the user stay");

        var merged = await home.Pulls.MergeAsync(workspace, head, default);

        Assert.Equal(("merged", repository.Sha("main")), (merged.State, merged.MergeSha));
        Assert.Equal($"{before} {head}", repository.Git("log", "-1", "--format=%P", "main"));
        Assert.Equal("Merge pull request #1 from slipway/wf-1", repository.Git("log", "-1", "--format=%s", "main"));
        Assert.Equal("work\n", File.ReadAllText(Path.Combine(repository.Path, "new.txt")));
        Assert.Equal("?? notes.txt", repository.Git("status", "--porcelain"));
    }

    [Fact]
    public async Task A_second_merge_finds_it_merged()
    {
        using var home = new TestHome();
        var (repository, workspace, head) = await ProposeAsync(home);

        var first = await home.Pulls.MergeAsync(workspace, head, default);
        var second = await home.Restart().Pulls.MergeAsync(workspace, head, default);
        var opened = await home.Pulls.OpenPullRequestAsync(workspace, Text, default);

        Assert.Equal(first, second);
        Assert.Equal(first, opened);
        Assert.Equal("3", repository.Git("rev-list", "--count", "main"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_after_the_merge_and_before_its_record_is_found(bool withRemote)
    {
        using var home = new TestHome();
        var (repository, workspace, head) = await ProposeAsync(home, withRemote);
        var openMeta = repository.Sha("refs/slipway/pulls/1/meta");
        var first = await home.Pulls.MergeAsync(workspace, head, default);
        repository.Git("update-ref", "refs/slipway/pulls/1/meta", openMeta);
        if (withRemote)
        {
            repository.Git("push", "--quiet", "--force", "origin", "refs/slipway/pulls/1/meta");
        }

        var second = await home.Pulls.MergeAsync(workspace, head, default);

        Assert.Equal(("merged", first.MergeSha), (second.State, second.MergeSha));
        Assert.Equal(first.MergeSha, repository.Sha("main"));
    }

    [Fact]
    public async Task A_crash_after_the_push_brings_the_base_along_in_the_next_run()
    {
        using var home = new TestHome();
        var (repository, workspace, head) = await ProposeAsync(home, withRemote: true);
        var before = repository.Sha("main");
        var openMeta = repository.Sha("refs/slipway/pulls/1/meta");
        var first = await home.Pulls.MergeAsync(workspace, head, default);
        repository.Git("update-ref", "refs/slipway/pulls/1/meta", openMeta);
        repository.Git("reset", "--quiet", "--hard", before);

        var second = await home.Pulls.MergeAsync(workspace, head, default);

        Assert.Equal(first.MergeSha, second.MergeSha);
    }

    [Fact]
    public async Task A_head_that_was_not_validated_is_refused()
    {
        using var home = new TestHome();
        var (repository, workspace, head) = await ProposeAsync(home);
        File.WriteAllText(Path.Combine(workspace.Path, "more.txt"), "x");
        await home.Workspaces.CommitAsync(workspace, "More", "wf-1/code-2", default);

        var exception = await RefusedAsync(home, workspace, head);

        Assert.Contains("Validate the new head", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_pull_request_there_is_nothing_to_merge()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var workspace = await repository.OpenAsync(home);

        Assert.Contains(
            "has no pull request", (await RefusedAsync(home, workspace, repository.Sha("main"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_somebody_merged_by_hand_is_found_merged(bool onTheRemote)
    {
        using var home = new TestHome();
        var (repository, workspace, head) = await ProposeAsync(home, withRemote: onTheRemote);
        var hand = onTheRemote ? repository.Clone(home, Remote(home), "clone") : repository;
        hand.Git("merge", "--quiet", "--no-ff", "-m", "By hand", head);
        if (onTheRemote)
        {
            hand.Git("push", "--quiet", "origin", "main");
        }

        var found = await home.Pulls.FindPullRequestAsync(workspace.Repository, workspace.Branch, default);
        var merged = await home.Pulls.MergeAsync(workspace, head, default);

        Assert.Equal(("merged", hand.Sha("main")), (found!.State, found.MergeSha));
        Assert.Equal(found, merged);
    }

    [Fact]
    public async Task A_base_that_moved_still_merges_when_it_is_clean()
    {
        using var home = new TestHome();
        var (repository, workspace, head) = await ProposeAsync(home);
        var moved = repository.Commit("other.txt", "x\n", "Meanwhile");

        await home.Pulls.MergeAsync(workspace, head, default);

        Assert.Equal($"{moved} {head}", repository.Git("log", "-1", "--format=%P", "main"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_conflict_is_refused_with_the_files_named(bool asOlderGitsDo)
    {
        using var home = new TestHome();
        var (repository, workspace, head) = await ProposeAsync(home);
        var moved = repository.Commit("new.txt", "mine\n", "Conflicting");

        var exception = await Assert.ThrowsAsync<SlipwayException>(() => Pulls(home, asOlderGitsDo).MergeAsync(workspace, head, default));

        Assert.Equal(ErrorCodes.MergeConflict, exception.Code);
        Assert.Contains("conflicts with 'main' in: new.txt", exception.Message, StringComparison.Ordinal);
        Assert.Equal(moved, repository.Sha("main"));
        Assert.Equal(2, repository.Git("worktree", "list").Split('\n').Length);
    }

    [Fact]
    public async Task Gits_without_merge_tree_merge_in_a_temporary_worktree()
    {
        using var home = new TestHome();
        var (repository, workspace, head) = await ProposeAsync(home);
        repository.Commit("other.txt", "x\n", "Meanwhile");

        var merged = await Pulls(home, asOlderGitsDo: true).MergeAsync(workspace, head, default);

        Assert.Equal(merged.MergeSha, repository.Sha("main"));
        Assert.True(File.Exists(Path.Combine(repository.Path, "new.txt")));
        Assert.Equal(2, repository.Git("worktree", "list").Split('\n').Length);
    }

    [Fact]
    public async Task Changes_that_the_user_has_not_committed_are_not_touched()
    {
        using var home = new TestHome();
        var (repository, workspace, head) = await ProposeAsync(home);
        repository.Write("README.md", "in the middle of it\n");

        var exception = await RefusedAsync(home, workspace, head);
        repository.Git("stash", "--quiet");
        var merged = await home.Pulls.MergeAsync(workspace, head, default);

        Assert.Contains("not committed: README.md", exception.Message, StringComparison.Ordinal);
        Assert.Contains("git stash", exception.Message, StringComparison.Ordinal);
        Assert.Equal("merged", merged.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_untracked_file_in_the_way_is_not_overwritten(bool withRemote)
    {
        using var home = new TestHome();
        var (repository, workspace, head) = await ProposeAsync(home, withRemote);
        repository.Write("new.txt", "the user's own\n");
        var before = repository.Sha("main");

        var exception = await RefusedAsync(home, workspace, head);

        Assert.Contains("new.txt", exception.Message, StringComparison.Ordinal);
        Assert.Equal("the user's own\n", File.ReadAllText(Path.Combine(repository.Path, "new.txt")));
        Assert.Equal(before, repository.Sha("main"));
        Assert.Equal("open", (await home.Pulls.FindPullRequestAsync(workspace.Repository, workspace.Branch, default))!.State);
    }

    [Fact]
    public async Task A_base_that_is_not_checked_out_only_moves()
    {
        using var home = new TestHome();
        var (repository, workspace, head) = await ProposeAsync(home);
        repository.Git("switch", "--quiet", "-c", "elsewhere");
        repository.Write("README.md", "dirty, but on another branch\n");

        var merged = await home.Pulls.MergeAsync(workspace, head, default);

        Assert.Equal(merged.MergeSha, repository.Sha("main"));
        Assert.False(File.Exists(Path.Combine(repository.Path, "new.txt")));
    }

    [Fact]
    public async Task A_remote_base_that_moved_on_is_merged_into()
    {
        using var home = new TestHome();
        var (repository, workspace, head) = await ProposeAsync(home, withRemote: true);
        var theirs = PushFromClone(home, repository);

        var merged = await home.Pulls.MergeAsync(workspace, head, default);

        Assert.Equal($"{theirs} {head}", repository.Git("log", "-1", "--format=%P", "main"));
        Assert.Equal(merged.MergeSha, Command.Run("git", Remote(home), "rev-parse", "main"));
        Assert.True(File.Exists(Path.Combine(repository.Path, "theirs.txt")));
        Assert.Empty(repository.Git("status", "--porcelain"));
    }

    [Fact]
    public async Task A_base_with_commits_here_and_there_is_refused()
    {
        using var home = new TestHome();
        var (repository, workspace, head) = await ProposeAsync(home, withRemote: true);
        PushFromClone(home, repository);
        repository.Commit("mine.txt", "x\n", "Mine");

        var exception = await RefusedAsync(home, workspace, head);

        Assert.Contains("git pull --rebase origin main", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_remote_that_does_not_take_the_merge_leaves_everything_as_it_was()
    {
        using var home = new TestHome();
        var (repository, workspace, head) = await ProposeAsync(home, withRemote: true);
        var before = repository.Sha("main");
        File.Copy(home.Script("hook", "echo 'main is protected' >&2; exit 1"), Path.Combine(Remote(home), "hooks", "pre-receive"));

        var exception = await RefusedAsync(home, workspace, head);

        Assert.Contains("'origin' does not take the merge into 'main'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("main is protected", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, repository.Sha("main"));
        Assert.Equal("open", (await home.Pulls.FindPullRequestAsync(workspace.Repository, workspace.Branch, default))!.State);
    }

    [Fact]
    public async Task A_branch_that_a_person_merged_is_found_merged()
    {
        using var home = new TestHome();
        var (repository, workspace, head) = await ProposeAsync(home);
        repository.Git("merge", "--quiet", "--no-ff", "-m", "By hand", "slipway/wf-1");
        var byHand = repository.Sha("main");

        var merged = await home.Pulls.MergeAsync(workspace, head, default);

        Assert.Equal(("merged", byHand, byHand), (merged.State, merged.MergeSha, repository.Sha("main")));
    }

    [Fact]
    public async Task Several_merges_at_once_all_land()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        repository.AddRemote(home);
        var proposals = new List<(Workspace Workspace, string Head)>();
        foreach (var index in Enumerable.Range(1, 4))
        {
            proposals.Add(await ProposeAsync(home, repository, $"wf-{index}", $"{index}.txt"));
        }

        await Task.WhenAll(proposals.Select(proposal => home.Pulls.MergeAsync(proposal.Workspace, proposal.Head, default)));

        Assert.Equal(5, Directory.GetFiles(repository.Path).Length);
        Assert.Equal(repository.Sha("main"), Command.Run("git", Remote(home), "rev-parse", "main"));
        Assert.Empty(repository.Git("status", "--porcelain"));
    }

    private static string Remote(TestHome home) => Path.Combine(home.Directory, "origin.git");

    private static LocalPullRequests Pulls(TestHome home, bool asOlderGitsDo)
    {
        var git = home.Get<GitCommand>();
        return new LocalPullRequests(
            git,
            new BaseBranchMerge(git, new MergeTree(git, Path.Combine(home.Data, "tmp"), asOlderGitsDo)),
            home.Get<RepositoryGates>(),
            TimeProvider.System);
    }

    private static string PushFromClone(TestHome home, TestRepository repository)
    {
        var clone = repository.Clone(home, Remote(home), "clone");
        var theirs = clone.Commit("theirs.txt", "x\n", "Theirs");
        clone.Git("push", "--quiet", "origin", "main");
        return theirs;
    }

    private static Task<SlipwayException> RefusedAsync(TestHome home, Workspace workspace, string head) =>
        RefusedAsync(home.Pulls, workspace, head);

    private static async Task<SlipwayException> RefusedAsync(IGitPlatform pulls, Workspace workspace, string head)
    {
        var exception = await Assert.ThrowsAsync<SlipwayException>(() => pulls.MergeAsync(workspace, head, default));
        Assert.Equal(ErrorCodes.MergeRefused, exception.Code);
        return exception;
    }

    private static async Task<(TestRepository Repository, Workspace Workspace, string Head)> ProposeAsync(
        TestHome home, bool withRemote = false)
    {
        var repository = TestRepository.Create(home);
        if (withRemote)
        {
            repository.AddRemote(home);
        }

        var (workspace, head) = await ProposeAsync(home, repository, "wf-1", "new.txt");
        return (repository, workspace, head);
    }

    private static async Task<(Workspace Workspace, string Head)> ProposeAsync(
        TestHome home, TestRepository repository, string workflowId, string file)
    {
        var workspace = await repository.OpenAsync(home, workflowId);
        File.WriteAllText(Path.Combine(workspace.Path, file), "work\n");
        var state = await home.Workspaces.CommitAsync(workspace, "Add", workflowId + "/code", default);
        await home.Pulls.OpenPullRequestAsync(workspace, Text, default);
        return (workspace, state.HeadSha);
    }
}
