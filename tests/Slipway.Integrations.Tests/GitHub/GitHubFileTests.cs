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
        var again = await RunAsync(new { repository = "acme/shop", path = "app/values 1.yaml", content = "tag: ü1\n", branch = "live" });
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
        Assert.Contains(_server.Requests, request => request.EndsWith("/contents/app/values%201.yaml?ref=live", StringComparison.Ordinal)
            || request.EndsWith("/contents/app/values 1.yaml?ref=live", StringComparison.Ordinal));
    }

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

    private Task<StepOutcome> RunAsync(object config) => Step.RunAsync(_home, "git.file", config);
}
