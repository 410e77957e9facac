using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Integrations.Tests.Steps;

namespace Slipway.Integrations.Tests.GitHub;

/// <summary>Files over GitHub's API, as the step <c>git.file</c> reads and writes them.</summary>
public sealed class GitHubFileTests : IAsyncLifetime
{
    private GitHubServer _server = null!;
    private TestHome _home = null!;

    public async Task InitializeAsync()
    {
        _server = await GitHubServer.StartAsync();
        _home = new TestHome(
            ("GitHub:ApiUrl", _server.ApiUrl), ("GitHub:TokenName", "Slipway:TestToken"), ("TestToken", GitHubServer.Token),
            ("GitHub:ChangeGap", "00:00:00"));
    }

    public async Task DisposeAsync()
    {
        _home.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_file_is_made_read_and_changed_and_the_same_content_changes_nothing()
    {
        var made = await RunAsync(new { repository = "acme/shop", path = "app/values 1.yaml", content = "tag: ü1\n", branch = "live" });
        var again = await RunAsync(
            new { repository = "acme/shop", path = "app/values 1.yaml", content = "tag: ü1\n", branch = "live" }, marker: "wf/another");
        var read = await RunAsync(new { repository = "acme/shop", path = "app/values 1.yaml" });
        var changed = await RunAsync(new
        {
            repository = "acme/shop", path = "app/values 1.yaml", content = "tag: 2\n", message = "Deploy 2",
            sha = read.Outputs!.Value.GetProperty("sha").GetString(),
        });

        Assert.Equal("tag: ü1\n", read.Outputs!.Value.GetProperty("content").GetString());
        Assert.Equal("tag: 2\n", _server.Files["app/values 1.yaml"]);
        Assert.Equal(
            [true, false, true],
            new[] { made, again, changed }.Select(outcome => outcome.Outputs!.Value.GetProperty("changed").GetBoolean()));
        Assert.Equal(new string('c', 40), changed.Outputs!.Value.GetProperty("commit").GetString());
        Assert.Equal(2, _server.Requests.Count(request => request.StartsWith("PUT", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_path_is_sent_as_one_whatever_is_in_it()
    {
        const string Path = "/api/v3/repos/acme/shop/contents/f/a%20b%23c%3Fd%25.yaml";

        await RunAsync(new { repository = "acme/shop", path = "f/a b#c?d%.yaml", content = "x", branch = "a/b" });

        Assert.Equal([$"{Path}?ref=a%2Fb", Path], _server.Targets);
        Assert.Equal("x", _server.Files["f/a b#c?d%.yaml"]);
    }

    [Fact]
    public async Task An_attempt_whose_result_was_lost_is_known_again_by_its_commit()
    {
        object config = new { repository = "acme/shop", path = "a.txt", content = "ours", branch = "live" };

        await RunAsync(config);
        var second = await RunAsync(config);

        Assert.True(second.Outputs!.Value.GetProperty("changed").GetBoolean());
        Assert.Equal(new string('c', 40), second.Outputs!.Value.GetProperty("commit").GetString());
        Assert.Single(_server.Requests, request => request.StartsWith("PUT", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"content":null}""")]
    [InlineData("""{"content":null,"sha":"0"}""")]
    [InlineData("""{"sha":"0"}""")]
    [InlineData("""{"message":"Deploy"}""")]
    public async Task A_write_whose_content_came_out_empty_does_not_become_a_read(string more)
    {
        var config = System.Text.Json.Nodes.JsonNode.Parse(more)!;
        (config["repository"], config["path"]) = ("acme/shop", "a.txt");

        var failed = await RunAsync(config);

        Assert.Equal(ErrorCodes.StepConfigInvalid, failed.Code);
        Assert.Empty(_server.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_version_that_came_out_empty_says_that_there_is_none(string? sha)
    {
        var made = await RunAsync(Config("new.txt"));
        _server.Files["a.txt"] = "theirs";
        var refused = await RunAsync(Config("a.txt"));

        Assert.Equal((StepOutcomeStatus.Success, "ours"), (made.Status, _server.Files["new.txt"]));
        Assert.Contains("somebody made it", refused.Message, StringComparison.Ordinal);
        Assert.Equal("theirs", _server.Files["a.txt"]);

        System.Text.Json.Nodes.JsonObject Config(string path) =>
            new() { ["repository"] = "acme/shop", ["path"] = path, ["content"] = "ours", ["sha"] = sha };
    }

    [Fact]
    public async Task A_file_that_somebody_makes_between_is_looked_at_again()
    {
        _server.FailOnce("PUT", "/contents/a.txt", 422, """{"message":"Invalid request.\n\n\"sha\" wasn't supplied."}""");

        var raced = await RunAsync(new { repository = "acme/shop", path = "a.txt", content = "ours" });

        Assert.Equal(ErrorCategory.Transient, raced.Category);
        Assert.Contains("made or changed by others", raced.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_CRLF_is_read_with_line_feeds_and_keeps_its_line_ends_when_it_is_changed()
    {
        _server.Files["a.txt"] = "one\r\ntwo\r\n";

        var read = await RunAsync(new { repository = "acme/shop", path = "a.txt" });
        var content = read.Outputs!.Value.GetProperty("content").GetString();
        var same = await RunAsync(new { repository = "acme/shop", path = "a.txt", content });
        var changed = await RunAsync(
            new { repository = "acme/shop", path = "a.txt", content = content + "three\n" }, marker: "wf/another");

        Assert.Equal("one\ntwo\n", content);
        Assert.Equal(
            (false, true),
            (same.Outputs!.Value.GetProperty("changed").GetBoolean(), changed.Outputs!.Value.GetProperty("changed").GetBoolean()));
        Assert.Equal("one\r\ntwo\r\nthree\r\n", _server.Files["a.txt"]);
    }

    [Fact]
    public async Task A_file_with_line_ends_of_both_kinds_is_given_as_it_is_for_the_host_to_refuse()
    {
        _server.Files["a.txt"] = "one\r\ntwo\n";

        var read = await RunAsync(new { repository = "acme/shop", path = "a.txt" });

        Assert.Equal("one\r\ntwo\n", read.Outputs!.Value.GetProperty("content").GetString());
    }

    [Fact]
    public void Its_content_is_given_as_it_is_or_not_at_all() =>
        Assert.Equal(["content"], Step.Find(_home, "git.file").VerbatimOutputs);

    [Fact]
    public async Task A_version_that_is_not_the_one_that_was_read_is_not_overwritten()
    {
        _server.Files["a.txt"] = "theirs";

        var refused = await RunAsync(new { repository = "acme/shop", path = "a.txt", content = "ours", sha = new string('0', 40) });

        Assert.Equal((ErrorCodes.GitHubRefused, ErrorCategory.ValidationFailed), (refused.Code, refused.Category));
        Assert.Contains("somebody changed it", refused.Message, StringComparison.Ordinal);
        Assert.Equal("theirs", _server.Files["a.txt"]);
    }

    [Fact]
    public async Task A_change_between_reading_and_writing_is_worth_another_attempt()
    {
        _server.Files["a.txt"] = "theirs";
        _server.FailOnce("PUT", "/contents/a.txt", 409, """{"message":"a.txt does not match"}""");

        var raced = await RunAsync(new { repository = "acme/shop", path = "a.txt", content = "ours" });
        var second = await RunAsync(new { repository = "acme/shop", path = "a.txt", content = "ours" });

        Assert.Equal(ErrorCategory.Transient, raced.Category);
        Assert.Equal((StepOutcomeStatus.Success, "ours"), (second.Status, _server.Files["a.txt"]));
    }

    [Fact]
    public async Task What_is_not_there_is_no_failure()
    {
        var none = await RunAsync(new { repository = "acme/shop", path = "none.txt" });

        Assert.Equal(StepOutcomeStatus.Idle, none.Status);
        Assert.False(none.Outputs!.Value.GetProperty("found").GetBoolean());
    }

    [Theory]
    [InlineData("acme/shop", "folder", "is no file")]
    [InlineData("acme/shop", "large.txt", "is larger than 1 MB")]
    [InlineData("acme/shop", "long.txt", "at most 49,152 are read")]
    [InlineData("shop", "a.txt", "must be owner/name")]
    [InlineData("acme/shop", "../a.txt", "is no path in a repository")]
    public async Task What_cannot_be_read_is_said(string repository, string path, string words)
    {
        _server.Files["folder/"] = "";
        _server.Files["large.txt"] = new string('x', 1_000_001);
        _server.Files["long.txt"] = new string('x', 50_000);

        var failed = await RunAsync(new { repository, path });

        Assert.Equal(StepOutcomeStatus.Error, failed.Status);
        Assert.Contains(words, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_credentials_the_step_says_what_it_needs()
    {
        using var home = new TestHome();

        var failed = await Step.RunAsync(home, "git.file", new { repository = "acme/shop", path = "a.txt" });

        Assert.Contains("Slipway:GitHub:TokenName", failed.Message, StringComparison.Ordinal);
    }

    private Task<StepOutcome> RunAsync(object config, string marker = "wf/step") =>
        Step.RunAsync(_home, "git.file", Step.Context(config) with { Marker = marker });
}
