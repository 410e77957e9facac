using System.Text.Json.Nodes;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.GitHub;

/// <summary>The whole way: a clone of a repository whose remote is on GitHub, through the port that activities use.</summary>
public sealed class GitHubPullRequestTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly PullRequestText Text = new("Add a page", "It adds a page.");

    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-gh-").FullName;
    private GitHubServer _server = null!;
    private TestHome _home = null!;
    private TestRepository _repository = null!;
    private Workspace _workspace = null!;

    public async Task InitializeAsync()
    {
        var bare = Path.Combine(_folder, "shop.git");
        _server = await GitHubServer.StartAsync(bare);
        _home = new TestHome(
            ("GitHub:ApiUrl", _server.ApiUrl), ("GitHub:TokenName", "Slipway:TestToken"), ("TestToken", GitHubServer.Token),
            ("GitHub:ChangeGap", "00:00:00"), ("GitHub:Labels:0", "slipway"), ("GitHub:Reviewers:0", "ada"));
        _repository = TestRepository.Create(_home);
        Command.Run("git", _folder, "init", "--quiet", "--bare", "--initial-branch=main", bare);
        _repository.Git("remote", "add", "origin", _server.CloneUrl);
        _repository.Git("config", $"url.{bare}.insteadOf", _server.CloneUrl);
        _repository.Git("push", "--quiet", "origin", "main");
        _workspace = await _repository.OpenAsync(_home, "wf-1");
        await CommitAsync("page.txt", "one\n");
    }

    public async Task DisposeAsync()
    {
        _home.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_open_pull_request_is_found_by_a_link_in_its_text()
    {
        foreach (var (link, state) in new[] { ("/agent/trace/12", "open"), ("/agent/trace/1", "closed"), ("/agent/trace/1", "open") })
        {
            var pull = _server.AddPull($"branch-{_server.Pulls.Count}", new string('a', 40));
            pull["body"] = $"Done. [View my work](https://codegen.com{link})";
            pull["state"] = state;
        }

        _server.Pulls[0]["body"] = $"{_server.Pulls[0]["body"]} and more";
        var found = await _home.Pulls.FindLinkedPullRequestAsync(_workspace.Repository, "/agent/trace/1", None);
        var none = await _home.Pulls.FindLinkedPullRequestAsync(_workspace.Repository, "/agent/trace/2", None);

        Assert.Equal((3, "branch-2"), (found!.Number, found.Branch));
        Assert.Null(none);
    }

    [Fact]
    public async Task A_pull_request_is_opened_found_updated_and_merged_on_GitHub()
    {
        var opened = await OpenAsync();
        var again = await OpenAsync();
        var changed = await _home.Pulls.OpenPullRequestAsync(_workspace, Text with { Title = "Add two pages" }, None);
        var found = await _home.Pulls.FindPullRequestAsync(_workspace.Repository, _workspace.Branch, None);
        var merged = await _home.Pulls.MergeAsync(_workspace, opened.HeadSha, None);
        var mergedAgain = await _home.Pulls.MergeAsync(_workspace, opened.HeadSha, None);

        var pull = Assert.Single(_server.Pulls);
        Assert.Equal((1, "open", _workspace.Branch, "main"), (opened.Number, opened.State, opened.Branch, opened.BaseBranch));
        Assert.Equal(_repository.Sha(_workspace.Branch), opened.HeadSha);
        Assert.Equal(opened, again);
        Assert.Equal("Add two pages", changed.Title);
        Assert.Equal("open", found!.State);
        Assert.Equal(("merged", merged.MergeSha), (merged.State, mergedAgain.MergeSha));
        Assert.Contains("<!-- slipway:wf-1 -->", $"{pull["body"]}", StringComparison.Ordinal);
        Assert.Equal(("slipway", "ada"), ($"{pull["labels"]![0]!["name"]}", $"{pull["requested_reviewers"]![0]!["login"]}"));
        Assert.Equal(merged.MergeSha, Command.Run("git", _folder, "-C", "shop.git", "rev-parse", "main").Trim());
        Assert.Empty(_repository.Git("for-each-ref", "refs/slipway"));
        Assert.All(_server.Tokens, token => Assert.Equal("Bearer " + GitHubServer.Token, token));
    }

    [Fact]
    public async Task Who_has_reviewed_is_not_asked_anew_with_every_round()
    {
        await OpenAsync();
        _server.Reviews.Add(new JsonObject { ["id"] = 1, ["state"] = "COMMENTED", ["user"] = new JsonObject { ["login"] = "Ada" } });

        _server.Pulls[0]["requested_reviewers"]!.AsArray().Clear();

        await OpenAsync();

        Assert.Single(_server.Requests, request => request.EndsWith("/requested_reviewers", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_requests_own_labels_and_reviewers_come_to_those_of_all_and_are_asked_for_once()
    {
        var text = Text with
        {
            Settings = new PullRequestSettings
            {
                Draft = true, Labels = ["area: pages", "Slipway"], Reviewers = ["bob", "acme/web", "slipway-bot"],
            },
        };

        await _home.Pulls.OpenPullRequestAsync(_workspace, text, None);
        await _home.Pulls.OpenPullRequestAsync(_workspace, text, None);

        var pull = Assert.Single(_server.Pulls);
        Assert.Equal("true", $"{pull["draft"]}");
        Assert.Equal("slipway, area: pages", Names("labels", "name"));
        Assert.Equal("ada, bob", Names("requested_reviewers", "login"));
        Assert.Equal("web", Names("requested_teams", "slug"));
        Assert.Single(_server.Requests, request => request.EndsWith("/labels", StringComparison.Ordinal));
        Assert.Single(_server.Requests, request => request.EndsWith("/requested_reviewers", StringComparison.Ordinal));

        string Names(string list, string field) => string.Join(", ", pull[list]!.AsArray().Select(each => $"{each![field]}"));
    }

    [Fact]
    public async Task A_team_that_has_reviewed_is_not_asked_again()
    {
        var text = Text with { Settings = new PullRequestSettings { Reviewers = ["acme/web"] } };
        await _home.Pulls.OpenPullRequestAsync(_workspace, text, None);
        var pull = Assert.Single(_server.Pulls);
        pull["requested_teams"] = new System.Text.Json.Nodes.JsonArray();
        pull["requested_reviewers"]!.AsArray().Add(new System.Text.Json.Nodes.JsonObject { ["login"] = "ada" });

        await _home.Pulls.OpenPullRequestAsync(_workspace, text, None);

        Assert.DoesNotContain(
            _server.Requests.SkipWhile(request => !request.EndsWith("/requested_reviewers", StringComparison.Ordinal)).Skip(1),
            request => request.EndsWith("/requested_reviewers", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reviewer_whom_GitHub_does_not_take_is_named_and_the_pull_request_is_there()
    {
        var text = Text with { Settings = new PullRequestSettings { Reviewers = ["stranger"] } };

        var refused = await Assert.ThrowsAsync<SlipwayException>(() => _home.Pulls.OpenPullRequestAsync(_workspace, text, None));

        Assert.Equal((ErrorCodes.GitHubRefused, ErrorCategory.Configuration), (refused.Code, refused.Category));
        Assert.Contains(
            "does not ask ada, stranger for a review of pull request 1 in acme/shop", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Reviews may only be requested from collaborators", refused.Message, StringComparison.Ordinal);
        Assert.Single(_server.Pulls);
    }

    [Fact]
    public async Task A_pull_request_whose_making_was_not_heard_of_is_found()
    {
        _server.FailOnce(
            "POST", "/pulls", 422, """{"message":"Failed","errors":[{"message":"A pull request already exists for acme:x."}]}""");
        var hidden = _server.AddPull("other", new string('b', 40));

        var refused = await Assert.ThrowsAsync<SlipwayException>(() => OpenAsync());
        hidden["head"]!["ref"] = _workspace.Branch;
        var found = await OpenAsync();

        Assert.Contains("already exists", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, found.Number);
        Assert.Single(_server.Pulls);
    }

    [Fact]
    public async Task A_head_that_moved_is_not_merged()
    {
        var opened = await OpenAsync();
        await CommitAsync("page.txt", "two\n");

        var refused = await RefusedAsync(opened.HeadSha);

        Assert.Equal(ErrorCodes.MergeRefused, refused.Code);
        Assert.Contains("Validate the new head", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dirty", ErrorCodes.MergeConflict, "conflicts with 'main'")]
    [InlineData("blocked", ErrorCodes.MergeRefused, "rules for 'main' are not met")]
    [InlineData("unstable", ErrorCodes.MergeRefused, "Pull Request is not mergeable")]
    public async Task What_is_in_the_way_of_a_merge_is_said(string state, string code, string words)
    {
        var opened = await OpenAsync();
        _server.Pulls[0]["mergeable"] = false;
        _server.Pulls[0]["mergeable_state"] = state;

        var refused = await RefusedAsync(opened.HeadSha);

        Assert.Equal((code, ErrorCategory.ValidationFailed), (refused.Code, refused.Category));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_GitHub_finds_out_whether_it_can_be_merged_another_attempt_is_worth_it()
    {
        var opened = await OpenAsync();
        _server.Pulls[0]["mergeable"] = null;

        Assert.Equal(ErrorCategory.Transient, (await RefusedAsync(opened.HeadSha)).Category);
    }

    [Fact]
    public async Task A_draft_says_that_it_is_one_and_a_closed_one_is_not_merged()
    {
        var opened = await OpenAsync();
        _server.Pulls[0]["draft"] = true;
        Assert.Contains("is a draft", (await RefusedAsync(opened.HeadSha)).Message, StringComparison.Ordinal);

        _server.Pulls[0]["state"] = "closed";
        Assert.Contains("is closed", (await RefusedAsync(opened.HeadSha)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merge_whose_answer_was_lost_is_found()
    {
        var opened = await OpenAsync();
        await _home.Pulls.MergeAsync(_workspace, opened.HeadSha, None);
        _server.Pulls[0]["state"] = "open";
        _server.FailOnce("PUT", "/merge", 405, """{"message":"Pull Request is not mergeable"}""");

        Assert.Equal("merged", (await _home.Pulls.MergeAsync(_workspace, opened.HeadSha, None)).State);
    }

    [Fact]
    public async Task One_merged_by_somebody_else_is_found_merged()
    {
        await OpenAsync();
        _server.Pulls[0]["state"] = "closed";
        _server.Pulls[0]["merged_at"] = "2026-01-01T00:00:00Z";

        Assert.Equal("merged", (await _home.Pulls.FindPullRequestAsync(_workspace.Repository, _workspace.Branch, None))!.State);
    }

    [Fact]
    public async Task A_repository_elsewhere_keeps_its_pull_requests_itself()
    {
        _repository.Git("remote", "set-url", "origin", Path.Combine(_folder, "shop.git"));

        var opened = await OpenAsync();

        Assert.StartsWith("file://", opened.Url, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    private Task<PullRequest> OpenAsync() => _home.Pulls.OpenPullRequestAsync(_workspace, Text, None);

    private Task<SlipwayException> RefusedAsync(string head) =>
        Assert.ThrowsAsync<SlipwayException>(() => _home.Pulls.MergeAsync(_workspace, head, None));

    private async Task CommitAsync(string file, string content)
    {
        await File.WriteAllTextAsync(Path.Combine(_workspace.Path, file), content);
        await _home.Workspaces.CommitAsync(_workspace, "Write " + file, $"wf-1/{content.Trim()}", None);
    }
}
