using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Git;

/// <summary>Workflows that commit to the branch of a pull request that was there before them.</summary>
public sealed class PullRequestBranchTests
{
    private const string Branch = "feature/title";
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Its_commits_go_to_the_pull_requests_branch_and_to_no_other(bool hasRemote)
    {
        using var home = new TestHome();
        var (repository, pull) = await OpenedAsync(home, hasRemote);

        var workspace = await OpenOnAsync(home, repository, pull);
        var state = await ChangeAsync(home, workspace, "one\n", "wf-2/code");
        var next = await ChangeAsync(home, workspace, "two\n", "wf-2/fix");

        Assert.Equal((Branch, pull.HeadSha, "main"), (workspace.Branch, workspace.Repository.BaseSha, workspace.Repository.BaseBranch));
        Assert.Equal((1, 2), (state.Commits.Count, next.Commits.Count));
        Assert.Equal(next.HeadSha, There(repository, hasRemote, $"refs/heads/{Branch}"));
        Assert.Equal(hasRemote ? "" : next.HeadSha, There(repository, hasRemote, "refs/heads/slipway/wf-2"));
        Assert.Equal(next.HeadSha, (await home.Pulls.GetPullRequestAsync(workspace.Repository, pull.Number, None))!.HeadSha);
        var again = await OpenOnAsync(home.Restart(), repository, pull);
        Assert.Equal(next.HeadSha, (await home.Workspaces.FindCommitAsync(again, "wf-2/fix", None))!.HeadSha);
    }

    [Fact]
    public async Task What_others_push_meanwhile_is_kept_and_goes_on_once_it_is_merged()
    {
        using var home = new TestHome();
        var (repository, pull) = await OpenedAsync(home, hasRemote: true);
        var workspace = await OpenOnAsync(home, repository, pull);
        repository.Git("switch", "--quiet", Branch);
        var theirs = repository.Commit("hand.txt", "by hand\n", "By hand");
        repository.Git("push", "--quiet", "origin", Branch);

        var refused = await Assert.ThrowsAsync<SlipwayException>(() => ChangeAsync(home, workspace, "one\n", "wf-2/code"));
        Assert.Equal(theirs, There(repository, hasRemote: true, $"refs/heads/{Branch}"));
        Command.Run("git", workspace.Path, "merge", "--quiet", "-m", "Both", theirs);
        var state = await home.Workspaces.FindCommitAsync(workspace, "wf-2/code", None);

        Assert.Contains("not from this workflow", refused.Message, StringComparison.Ordinal);
        Assert.Equal(state!.HeadSha, There(repository, hasRemote: true, $"refs/heads/{Branch}"));
    }

    [Fact]
    public async Task A_branch_that_is_checked_out_where_there_is_no_remote_is_refused()
    {
        using var home = new TestHome();
        var (repository, pull) = await OpenedAsync(home, hasRemote: false);
        repository.Git("switch", "--quiet", Branch);

        await RefusedAsync(home, repository, pull, $"is checked out in '{repository.Path}'");

        repository.Git("switch", "--quiet", "main");
        var workspace = await OpenOnAsync(home, repository, pull);
        repository.Git("switch", "--quiet", Branch);
        var refused = await Assert.ThrowsAsync<SlipwayException>(() => ChangeAsync(home, workspace, "one\n", "wf-2/code"));
        Assert.Contains("could not be pushed", refused.Message, StringComparison.Ordinal);
        Assert.Equal(pull.HeadSha, repository.Sha(Branch));
    }

    [Fact]
    public async Task A_branch_that_nothing_can_be_pushed_to_is_refused_before_any_work()
    {
        using var home = new TestHome();
        var (repository, pull) = await OpenedAsync(home, hasRemote: true);
        repository.Git("config", "remote.origin.pushurl", home.Make("nothing"));

        await RefusedAsync(home, repository, pull, "Nothing can be pushed to the branch 'feature/title' of pull request 1");
    }

    [Fact]
    public async Task A_branch_that_is_protected_keeps_its_commit_and_says_what_the_remote_says()
    {
        using var home = new TestHome();
        var (repository, pull) = await OpenedAsync(home, hasRemote: true);
        var hook = Path.Combine(repository.Git("remote", "get-url", "origin"), "hooks", "pre-receive");
        File.WriteAllText(hook, "#!/bin/sh\necho 'This branch is protected.' >&2\nexit 1\n");
        Command.Run("chmod", repository.Path, "+x", hook);
        var workspace = await OpenOnAsync(home, repository, pull);

        var refused = await Assert.ThrowsAsync<SlipwayException>(() => ChangeAsync(home, workspace, "one\n", "wf-2/code"));

        Assert.Contains("This branch is protected.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(pull.HeadSha, There(repository, hasRemote: true, $"refs/heads/{Branch}"));
    }

    [Fact]
    public async Task One_that_is_closed_of_a_fork_or_without_its_branch_is_refused()
    {
        using var home = new TestHome();
        var (repository, pull) = await OpenedAsync(home, hasRemote: true);

        await RefusedAsync(home, repository, pull with { State = "merged" }, "Pull request 1 is merged");
        await RefusedAsync(home, repository, pull with { Fork = "ann/shop" }, "of ann/shop, to which nothing is pushed");
        repository.Git("push", "--quiet", "origin", "--delete", Branch);
        await RefusedAsync(home, repository, pull, "is gone");
    }

    private static async Task RefusedAsync(TestHome home, TestRepository repository, PullRequest pull, string said)
    {
        var refused = await Assert.ThrowsAsync<SlipwayException>(() => OpenOnAsync(home, repository, pull));
        Assert.Equal(ErrorCodes.PullRequestUnusable, refused.Code);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A repository with pull request 1 of a branch that the repository itself has, as people make them.</summary>
    private static async Task<(TestRepository Repository, PullRequest Pull)> OpenedAsync(TestHome home, bool hasRemote)
    {
        var repository = TestRepository.Create(home);
        if (hasRemote)
        {
            repository.AddRemote(home);
        }

        repository.Git("switch", "--quiet", "--create", Branch);
        repository.Commit("app.txt", "begun\n", "Begin something");
        repository.Git("switch", "--quiet", "main");
        if (hasRemote)
        {
            repository.Git("push", "--quiet", "origin", Branch);
        }

        var info = await home.Workspaces.InspectAsync(repository.Path, null, None);
        var pull = await home.Pulls.OpenPullRequestAsync(
            new Workspace("ann", info, Branch, repository.Path), new PullRequestText("Something", "It is."), None);
        return (repository, pull);
    }

    private static async Task<Workspace> OpenOnAsync(TestHome home, TestRepository repository, PullRequest pull) =>
        await home.Workspaces.OpenOnAsync("wf-2", await home.Workspaces.InspectAsync(repository.Path, "main", None), pull, None);

    private static async Task<BranchState> ChangeAsync(TestHome home, Workspace workspace, string text, string marker)
    {
        await File.WriteAllTextAsync(Path.Combine(workspace.Path, "app.txt"), text);
        return await home.Workspaces.CommitAsync(workspace, "Change it", marker, None);
    }

    private static string There(TestRepository repository, bool hasRemote, string reference) =>
        repository.Git("ls-remote", hasRemote ? "origin" : ".", reference).Split('\t')[0];
}
