using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Git;
using Slipway.Integrations.Tests.Steps;

namespace Slipway.Integrations.Tests.Git;

public sealed class PullRequestTests
{
    private static readonly PullRequestText Text = new("Add it", "## Why\nAs asked: ünï €");

    [Fact]
    public async Task A_pull_request_is_kept_in_the_repositorys_refs()
    {
        using var home = new TestHome();
        var (repository, workspace) = await ChangeAsync(home);

        var pull = await home.Pulls.OpenPullRequestAsync(workspace, Text, default);

        var head = repository.Sha("slipway/wf-1");
        Assert.Equal(
            new PullRequest(
                1, $"file://{repository.Path}#refs/slipway/pulls/1/head", "Add it", "open", "slipway/wf-1", "main", head, null),
            pull);
        Assert.Equal(head, repository.Sha("refs/slipway/pulls/1/head"));
        var record = PullRequestRecord.Parse(repository.Git("cat-file", "blob", "refs/slipway/pulls/1/meta"))!;
        Assert.Equal(("wf-1", Text.Body), (record.WorkflowId, record.Body));
    }

    [Fact]
    public async Task A_second_run_finds_the_first_ones_and_changes_nothing()
    {
        using var home = new TestHome();
        var (repository, workspace) = await ChangeAsync(home);

        var first = await home.Pulls.OpenPullRequestAsync(workspace, Text, default);
        var meta = repository.Sha("refs/slipway/pulls/1/meta");
        var second = await home.Restart().Pulls.OpenPullRequestAsync(workspace, Text, default);

        Assert.Equal(first, second);
        Assert.Equal(meta, repository.Sha("refs/slipway/pulls/1/meta"));
        Assert.Equal(first, await home.Pulls.FindPullRequestAsync(workspace.Repository, "slipway/wf-1", default));
        Assert.Null(await home.Pulls.FindPullRequestAsync(workspace.Repository, "slipway/other", default));
    }

    [Fact]
    public async Task Labels_and_reviewers_are_kept_with_it_and_come_to_those_it_has()
    {
        using var home = new TestHome();
        var (repository, workspace) = await ChangeAsync(home);
        await home.Pulls.OpenPullRequestAsync(
            workspace, Text with { Settings = new PullRequestSettings { Labels = ["api"], Reviewers = ["ann"] } }, default);
        var more = Text with { Settings = new PullRequestSettings { Draft = true, Labels = ["API", "docs"] } };

        await home.Pulls.OpenPullRequestAsync(workspace, more, default);
        var meta = repository.Sha("refs/slipway/pulls/1/meta");
        await home.Restart().Pulls.OpenPullRequestAsync(workspace, more, default);

        var kept = Assert.Single(await home.Get<IKeptPullRequests>().ListAsync(repository.Path, default));
        Assert.Equal(("api, docs", "ann"), (string.Join(", ", kept.Labels!), string.Join(", ", kept.Reviewers!)));
        Assert.Null(kept.Draft);
        Assert.Equal(meta, repository.Sha("refs/slipway/pulls/1/meta"));
    }

    [Fact]
    public async Task A_draft_is_merged_by_people_only()
    {
        using var home = new TestHome();
        var (repository, workspace) = await ChangeAsync(home);
        var pull = await home.Pulls.OpenPullRequestAsync(
            workspace, Text with { Settings = new PullRequestSettings { Draft = true } }, default);

        var refused = await Assert.ThrowsAsync<SlipwayException>(() => home.Pulls.MergeAsync(workspace, pull.HeadSha, default));
        var merged = await home.Get<IKeptPullRequests>().MergeAsync(repository.Path, 1, expectedHead: null, default);
        var found = await home.Pulls.MergeAsync(workspace, pull.HeadSha, default);

        Assert.Equal(ErrorCodes.MergeRefused, refused.Code);
        Assert.Contains("slipway pr merge 1", refused.Message, StringComparison.Ordinal);
        Assert.Equal(merged.MergeSha, found.MergeSha);
    }

    [Fact]
    public async Task The_step_of_a_definition_takes_lists_and_texts_and_says_what_is_wrong()
    {
        using var home = new TestHome();
        var (repository, workspace) = await ChangeAsync(home);
        var config = new { title = "Add it", draft = true, labels = "api, docs", reviewers = new[] { "ann" } };

        var opened = await Step.RunAsync(home, "git.open_pull_request", Step.Context(config) with { Workspace = workspace });
        var wrong = await Step.RunAsync(
            home, "git.open_pull_request", Step.Context(new { title = "Add it", reviewers = "@ann" }) with { Workspace = workspace });

        var kept = Assert.Single(await home.Get<IKeptPullRequests>().ListAsync(repository.Path, default));
        Assert.Equal((StepOutcomeStatus.Success, true), (opened.Status, kept.Draft));
        Assert.Equal(("api, docs", "ann"), (string.Join(", ", kept.Labels!), string.Join(", ", kept.Reviewers!)));
        Assert.Equal(ErrorCodes.StepConfigInvalid, wrong.Code);
        Assert.Contains("has a reviewer '@ann'", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_step_says_is_an_ordinary_comment_and_said_once()
    {
        using var home = new TestHome();
        var (repository, workspace) = await ChangeAsync(home);
        await home.Pulls.OpenPullRequestAsync(workspace, Text, default);
        var config = new { pullRequest = 1, comment = 12, body = "Done.\n\nWell done." };

        var said = await Step.RunAsync(home, "git.comment", Step.Context(config) with { Workspace = workspace });
        await Step.RunAsync(home, "git.comment", Step.Context(config) with { Workspace = workspace, Attempt = 2 });
        await Step.RunAsync(home, "git.comment", Step.Context(config) with { Workspace = workspace, Marker = "wf-1/other" });

        Assert.Equal(StepOutcomeStatus.Success, said.Status);
        var comments = (await home.Get<IKeptPullRequests>().GetAsync(repository.Path, 1, withPatch: false, default)).Comments;
        Assert.Equal([config.body, config.body], comments.Select(comment => comment.Text));
    }

    [Theory]
    [InlineData("0", null, "'pullRequest' that is no number: '0'")]
    [InlineData("1", "latest", "'comment' that is no id of one: 'latest'")]
    [InlineData("7", null, "newest is 1")]
    public async Task What_cannot_be_answered_is_said(string number, string? comment, string words)
    {
        using var home = new TestHome();
        var (_, workspace) = await ChangeAsync(home);
        await home.Pulls.OpenPullRequestAsync(workspace, Text, default);

        var failed = await Step.RunAsync(
            home, "git.comment", Step.Context(new { pullRequest = number, comment, body = "Done." }) with { Workspace = workspace });

        Assert.Equal(StepOutcomeStatus.Error, failed.Status);
        Assert.Contains(words, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_that_moved_moves_its_pull_request()
    {
        using var home = new TestHome();
        var (repository, workspace) = await ChangeAsync(home);
        await home.Pulls.OpenPullRequestAsync(workspace, Text, default);
        File.WriteAllText(Path.Combine(workspace.Path, "more.txt"), "x");
        var state = await home.Workspaces.CommitAsync(workspace, "More", "wf-1/code-2", default);

        var pull = await home.Pulls.OpenPullRequestAsync(workspace, Text with { Title = "Add\nit all" }, default);

        Assert.Equal((1, state.HeadSha, "Add it all"), (pull.Number, pull.HeadSha, pull.Title));
        Assert.Equal(state.HeadSha, repository.Sha("refs/slipway/pulls/1/head"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Eight_at_once_get_distinct_numbers(bool separateHosts)
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var workspaces = new List<Workspace>();
        foreach (var index in Enumerable.Range(1, 8))
        {
            workspaces.Add(await CommitAsync(home, repository, $"wf-{index}"));
        }

        var pulls = await Task.WhenAll(workspaces.Select(workspace =>
            (separateHosts ? home.Restart() : home).Pulls.OpenPullRequestAsync(workspace, Text, default)));

        Assert.Equal(Enumerable.Range(1, 8), pulls.Select(pull => pull.Number).Order());
        Assert.Equal(8, repository.Git("for-each-ref", "--format=%(refname)", "refs/slipway/pulls/*/meta").Split('\n').Length);
    }

    [Fact]
    public async Task Numbers_are_unique_among_clones_of_one_remote()
    {
        using var home = new TestHome();
        var (repository, workspace, remote) = await ChangeWithRemoteAsync(home);
        using var otherHome = new TestHome();
        var clone = repository.Clone(otherHome, remote, "clone");
        var otherWorkspace = await CommitAsync(otherHome, clone, "wf-2");

        var pulls = await Task.WhenAll(
            home.Pulls.OpenPullRequestAsync(workspace, Text, default),
            otherHome.Pulls.OpenPullRequestAsync(otherWorkspace, Text, default));

        Assert.Equal([1, 2], pulls.Select(pull => pull.Number).Order());
        var seenHere = await home.Pulls.FindPullRequestAsync(workspace.Repository, "slipway/wf-2", default);
        Assert.Equal(pulls[1].Number, seenHere!.Number);
    }

    [Fact]
    public async Task What_the_remote_has_after_a_crash_is_found_there()
    {
        using var home = new TestHome();
        var (repository, workspace, _) = await ChangeWithRemoteAsync(home);
        var first = await home.Pulls.OpenPullRequestAsync(workspace, Text, default);
        repository.Git("update-ref", "-d", "refs/slipway/pulls/1/head");
        repository.Git("update-ref", "-d", "refs/slipway/pulls/1/meta");

        var second = await home.Pulls.OpenPullRequestAsync(workspace, Text, default);

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task What_the_remote_lacks_is_pushed_by_the_next_run()
    {
        using var home = new TestHome();
        var (repository, workspace) = await ChangeAsync(home);
        await home.Pulls.OpenPullRequestAsync(workspace, Text, default);
        var remote = repository.AddRemote(home);
        var info = await home.Workspaces.InspectAsync(repository.Path, null, default);

        await home.Pulls.OpenPullRequestAsync(workspace with { Repository = info }, Text, default);

        Assert.Equal(repository.Sha("refs/slipway/pulls/1/meta"), Command.Run("git", remote, "rev-parse", "refs/slipway/pulls/1/meta"));
    }

    [Fact]
    public async Task Records_of_another_version_or_torn_ones_are_left_alone()
    {
        using var home = new TestHome();
        var (repository, workspace) = await ChangeAsync(home);
        repository.Write("meta.json", "{ \"version\": 2, \"branch\": \"slipway/wf-1\" }");
        var blob = repository.Git("hash-object", "-w", "meta.json");
        repository.Git("update-ref", "refs/slipway/pulls/7/meta", blob);
        repository.Git("update-ref", "refs/slipway/pulls/7/head", repository.Sha("main"));

        var pull = await home.Pulls.OpenPullRequestAsync(workspace, Text, default);

        Assert.NotEqual(7, pull.Number);
        Assert.Equal(blob, repository.Sha("refs/slipway/pulls/7/meta"));
    }

    private static async Task<(TestRepository Repository, Workspace Workspace)> ChangeAsync(TestHome home)
    {
        var repository = TestRepository.Create(home);
        return (repository, await CommitAsync(home, repository, "wf-1"));
    }

    private static async Task<(TestRepository Repository, Workspace Workspace, string Remote)> ChangeWithRemoteAsync(TestHome home)
    {
        var repository = TestRepository.Create(home);
        var remote = repository.AddRemote(home);
        return (repository, await CommitAsync(home, repository, "wf-1"), remote);
    }

    private static async Task<Workspace> CommitAsync(TestHome home, TestRepository repository, string workflowId)
    {
        var workspace = await repository.OpenAsync(home, workflowId);
        File.WriteAllText(Path.Combine(workspace.Path, workflowId + ".txt"), "x");
        await home.Workspaces.CommitAsync(workspace, "Add", workflowId + "/code", default);
        return workspace;
    }
}
