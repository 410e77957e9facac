using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Git;

namespace Slipway.Integrations.Tests.Git;

public sealed class KeptPullRequestTests
{
    private static readonly PullRequestText Text = new("Add it", "As asked.");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_comments_made_at_once_none_is_lost(bool separateHosts)
    {
        using var home = new TestHome();
        var (repository, _) = await OpenAsync(home);

        await Task.WhenAll(Enumerable.Range(1, 8).Select(index =>
            Kept(separateHosts ? home.Restart() : home).CommentAsync(repository.Path, 1, $"Comment {index}", default)));

        var comments = (await Kept(home).GetAsync(repository.Path, 1, withPatch: false, default)).Comments;
        Assert.Equal(Enumerable.Range(1, 8).Select(index => $"Comment {index}"), comments.Select(comment => comment.Text).Order());
        Assert.All(comments, comment => Assert.Equal(("Ada", "ada@example.org"), (comment.Author, comment.Email)));
    }

    [Fact]
    public async Task Clones_of_one_remote_see_each_others_comments_in_their_order()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var remote = repository.AddRemote(home);
        await ProposeAsync(home, repository, "wf-1");
        using var otherHome = new TestHome();
        var clone = repository.Clone(otherHome, remote, "clone");

        await Kept(home).CommentAsync(repository.Path, 1, "Why?", default);
        await Kept(otherHome).CommentAsync(clone.Path, 1, "As asked.\n\n* ünï €", default);
        await Task.WhenAll(
            Kept(home).CommentAsync(repository.Path, 1, "At once", default),
            Kept(otherHome).CommentAsync(clone.Path, 1, "At once", default));

        var here = (await Kept(home).GetAsync(repository.Path, 1, withPatch: false, default)).Comments;
        Assert.Equal(here, (await Kept(otherHome).GetAsync(clone.Path, 1, withPatch: false, default)).Comments);
        Assert.Equal(["Why?", "As asked.\n\n* ünï €", "At once", "At once"], here.Select(comment => comment.Text));
        Assert.Equal(["Ada", "Bob"], here.Select(comment => comment.Author).Take(2));
    }

    [Fact]
    public async Task What_cannot_be_a_comment_is_refused_and_nothing_is_kept()
    {
        using var home = new TestHome();
        var (repository, _) = await OpenAsync(home);
        var kept = Kept(home);

        await RefusedAsync(ErrorCodes.InvalidRequest, "says nothing", () => kept.CommentAsync(repository.Path, 1, " \e[2J\n", default));
        await RefusedAsync(
            ErrorCodes.InvalidRequest, "10,001", () => kept.CommentAsync(repository.Path, 1, new string('x', 10_001), default));
        await RefusedAsync(ErrorCodes.PullRequestUnusable, "newest is 1", () => kept.CommentAsync(repository.Path, 2, "Why?", default));
        repository.Git("config", "user.email", "");
        await RefusedAsync(ErrorCodes.InvalidRequest, "git config user.name", () => kept.CommentAsync(repository.Path, 1, "Why?", default));

        Assert.Empty((await kept.GetAsync(repository.Path, 1, withPatch: false, default)).Comments);
    }

    [Fact]
    public async Task A_pull_request_has_at_most_500_comments()
    {
        using var home = new TestHome();
        var (repository, _) = await OpenAsync(home);
        repository.Write("../comments", string.Concat(Enumerable.Range(1, 500).Select(index =>
            $"commit refs/slipway/pulls/1/comments\ncommitter Ada <ada@example.org> {index} +0000\ndata 3\n{index:000}\n")));
        Command.Run("sh", repository.Path, "-c", "git fast-import --quiet < ../comments");

        await RefusedAsync(
            ErrorCodes.InvalidRequest, "500 comments", () => Kept(home).CommentAsync(repository.Path, 1, "One more", default));

        var comments = (await Kept(home).GetAsync(repository.Path, 1, withPatch: false, default)).Comments;
        Assert.Equal((500, "001", "500"), (comments.Count, comments[0].Text, comments[^1].Text));
    }

    [Fact]
    public async Task What_is_merged_by_hand_is_found_merged_with_its_change()
    {
        using var home = new TestHome();
        var (repository, _) = await OpenAsync(home);
        await ProposeAsync(home, repository, "wf-2");
        repository.Git("merge", "--quiet", "--no-ff", "--no-edit", "slipway/wf-1");

        var listed = await Kept(home).ListAsync(repository.Path, default);
        var shown = await Kept(home).GetAsync(repository.Path, 1, withPatch: true, default);

        Assert.Equal(["merged", "open"], listed.Select(pull => pull.State));
        Assert.Equal(("merged", repository.Sha("main")), (shown.PullRequest.State, shown.PullRequest.MergeSha));
        Assert.Equal(new DiffStat(1, 1, 0), shown.Diff);
        Assert.Contains("+++ b/wf-1.txt", shown.Patch, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clone_without_the_branch_merges_it_by_its_number()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var remote = repository.AddRemote(home);
        var head = await ProposeAsync(home, repository, "wf-1");
        using var otherHome = new TestHome();
        var clone = repository.Clone(otherHome, remote, "clone");

        var merged = await Kept(otherHome).MergeAsync(clone.Path, 1, head[..7], default);

        Assert.Equal(("merged", clone.Sha("main")), (merged.State, merged.MergeSha));
        Assert.Equal(merged.MergeSha, Command.Run("git", remote, "rev-parse", "main"));
        Assert.Equal(merged, await Kept(otherHome).MergeAsync(clone.Path, 1, null, default));
        Assert.Equal("merged", Assert.Single(await Kept(home).ListAsync(repository.Path, default)).State);
    }

    [Fact]
    public async Task Another_head_than_the_one_looked_at_is_not_merged()
    {
        using var home = new TestHome();
        var (repository, head) = await OpenAsync(home);
        var kept = Kept(home);
        var other = head[0] == '0' ? "1234567" : "0234567";

        await RefusedAsync(ErrorCodes.InvalidRequest, "7 of its first", () => kept.MergeAsync(repository.Path, 1, "main", default));
        await RefusedAsync(
            ErrorCodes.MergeRefused, $"is {head[..12]}, not {other}", () => kept.MergeAsync(repository.Path, 1, other, default));
        repository.Git("update-ref", "refs/heads/slipway/wf-1", repository.Git("commit-tree", "-p", head, "-m", "More", head + "^{tree}"));
        await RefusedAsync(ErrorCodes.MergeRefused, "take them back", () => kept.MergeAsync(repository.Path, 1, head, default));

        Assert.Equal("open", Assert.Single(await kept.ListAsync(repository.Path, default)).State);
    }

    [Fact]
    public async Task What_its_workflow_last_said_is_its_first_comment()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var workspace = await repository.OpenAsync(home, "wf-1");
        var head = await ProposeAsync(home, repository, "wf-1");
        await Kept(home).CommentAsync(repository.Path, 1, "Looks good.", default);
        foreach (var (standing, text) in new[]
        {
            (ReportStanding.Running, "It runs."), (ReportStanding.Parked, "It waits."), (ReportStanding.Passed, "It is done."),
        })
        {
            await home.Pulls.ReportAsync(workspace, 1, new WorkflowReport(standing, head, text, text), default);
        }

        var shown = await Kept(home).GetAsync(repository.Path, 1, withPatch: false, default);

        Assert.Equal(
            [("Slipway", "It is done."), ("Ada", "Looks good.")], shown.Comments.Select(comment => (comment.Author, comment.Text)));
        Assert.Equal("open", shown.PullRequest.State);
    }

    [Fact]
    public async Task A_closed_one_is_shown_and_not_merged()
    {
        using var home = new TestHome();
        var (repository, head) = await OpenAsync(home);
        Rewrite(repository, record => record with { State = "closed" });

        await RefusedAsync(ErrorCodes.MergeRefused, "is closed", () => Kept(home).MergeAsync(repository.Path, 1, head, default));

        var shown = await Kept(home).GetAsync(repository.Path, 1, withPatch: false, default);
        Assert.Equal(("closed", new DiffStat(1, 1, 0)), (shown.PullRequest.State, shown.Diff));
    }

    [Fact]
    public async Task What_another_clone_calls_a_merge_commit_is_no_option_for_Git()
    {
        using var home = new TestHome();
        var (repository, _) = await OpenAsync(home);
        var target = Path.Combine(home.Directory, "planted");
        Rewrite(repository, record => record with { State = "merged", MergeSha = $"--output={target}" });

        var shown = await Kept(home).GetAsync(repository.Path, 1, withPatch: true, default);

        Assert.Null(shown.Patch);
        Assert.Empty(Directory.GetFiles(home.Directory, "planted*"));
    }

    [Fact]
    public async Task A_repository_with_changes_and_a_directory_in_it_will_do()
    {
        using var home = new TestHome();
        var (repository, _) = await OpenAsync(home);
        repository.Write("README.md", "changed\n");
        var inside = Directory.CreateDirectory(Path.Combine(repository.Path, "src")).FullName;

        var pull = Assert.Single(await Kept(home).ListAsync(inside, default));

        Assert.Equal((1, "Add it", "open", "slipway/wf-1", "main", "wf-1"),
            (pull.Number, pull.Title, pull.State, pull.Branch, pull.BaseBranch, pull.WorkflowId));
    }

    [Fact]
    public async Task Of_a_repository_on_GitHub_the_place_is_named()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        repository.Git("remote", "add", "origin", "git@github.com:acme/shop.git");

        await RefusedAsync(
            ErrorCodes.PullRequestUnusable, "https://github.com/acme/shop/pulls", () => Kept(home).ListAsync(repository.Path, default));
    }

    private static IKeptPullRequests Kept(TestHome home) => home.Get<IKeptPullRequests>();

    private static async Task RefusedAsync(string code, string words, Func<Task> work)
    {
        var refused = await Assert.ThrowsAsync<SlipwayException>(work);
        Assert.Equal(code, refused.Code);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    private static void Rewrite(TestRepository repository, Func<PullRequestRecord, PullRequestRecord> change)
    {
        var record = PullRequestRecord.Parse(repository.Git("cat-file", "blob", "refs/slipway/pulls/1/meta"))!;
        repository.Write("../record.json", change(record).ToJson());
        repository.Git("update-ref", "refs/slipway/pulls/1/meta", repository.Git("hash-object", "-w", "../record.json"));
    }

    private static async Task<(TestRepository Repository, string Head)> OpenAsync(TestHome home)
    {
        var repository = TestRepository.Create(home);
        return (repository, await ProposeAsync(home, repository, "wf-1"));
    }

    /// <summary>Opens a pull request.</summary>
    /// <returns>Its head.</returns>
    private static async Task<string> ProposeAsync(TestHome home, TestRepository repository, string workflowId)
    {
        var workspace = await repository.OpenAsync(home, workflowId);
        await File.WriteAllTextAsync(Path.Combine(workspace.Path, workflowId + ".txt"), "x\n");
        await home.Workspaces.CommitAsync(workspace, "Add", workflowId + "/code", default);
        return (await home.Pulls.OpenPullRequestAsync(workspace, Text, default)).HeadSha;
    }
}
