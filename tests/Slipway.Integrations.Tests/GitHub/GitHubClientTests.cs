using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Integrations.Git.GitHub;

namespace Slipway.Integrations.Tests.GitHub;

public sealed class GitHubClientTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_list_is_read_page_by_page_to_its_end_and_pull_requests_are_no_issues()
    {
        await using var scene = await GitHubScene.StartAsync();
        for (var number = 1; number <= 7; number++)
        {
            scene.Server.Issues.Add(new JsonObject
            {
                ["number"] = number, ["title"] = $"Issue {number}",
                ["labels"] = new JsonArray(new JsonObject { ["name"] = "slipway" }, new JsonObject { ["name"] = "ready" }),
            });
        }

        scene.Server.Issues[3]["pull_request"] = new JsonObject { ["url"] = "x" };
        scene.Server.PagesOf(3);

        var found = await scene.Issues.ListAsync(GitHubScene.Shop, ["slipway", "ready"], None).ToListAsync();

        Assert.Equal([1, 2, 3, 5, 6, 7], found.Select(issue => issue.Number));
        Assert.Equal(3, scene.Server.Requests.Count);
        Assert.Contains("labels=slipway%2Cready", scene.Server.Requests[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.Issues.Add(new JsonObject { ["number"] = 1, ["title"] = "First" });

        await scene.Issues.ListAsync(GitHubScene.Shop, [], None).ToListAsync();
        var second = await scene.Issues.ListAsync(GitHubScene.Shop, [], None).ToListAsync();
        scene.Server.Issues[0]["title"] = "Changed";
        var third = await scene.Issues.ListAsync(GitHubScene.Shop, [], None).ToListAsync();

        Assert.Equal(("First", "Changed"), (second[0].Title, third[0].Title));
        Assert.Equal([false, true, false], scene.Server.Requests.Select(request => request.EndsWith(" 304", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(403, "retry-after", "30", 30)]
    [InlineData(429, "retry-after", "700", 700)]
    [InlineData(429, "x-other", "1", 60)]
    public async Task A_rate_limit_says_when_to_go_on_and_closes_the_budget_until_then(int status, string header, string value, int seconds)
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.FailOnce("GET", "/issues", status, """{"message":"You have exceeded a secondary rate limit."}""", (header, value));
        var before = TimeProvider.System.GetUtcNow();

        var limited = await RefusedAsync(scene);
        var again = await RefusedAsync(scene);

        Assert.Equal((ErrorCodes.GitHubRateLimited, ErrorCategory.RateLimited), (limited.Code, limited.Category));
        Assert.InRange(limited.RetryAt!.Value, before.AddSeconds(seconds), before.AddSeconds(seconds + 300));
        Assert.Equal(limited.RetryAt, again.RetryAt);
        Assert.Single(scene.Server.Requests);
    }

    [Fact]
    public async Task A_used_up_primary_limit_is_waited_for_until_its_reset()
    {
        await using var scene = await GitHubScene.StartAsync();
        var reset = TimeProvider.System.GetUtcNow().AddMinutes(20).ToUnixTimeSeconds();
        scene.Server.FailOnce(
            "GET", "/issues", 403, """{"message":"API rate limit exceeded"}""",
            ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", $"{reset}"));

        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(reset), (await RefusedAsync(scene)).RetryAt);
    }

    [Theory]
    [InlineData(401, ErrorCodes.GitHubRefused, ErrorCategory.Permission)]
    [InlineData(403, ErrorCodes.GitHubRefused, ErrorCategory.Permission)]
    [InlineData(404, ErrorCodes.GitHubRefused, ErrorCategory.Configuration)]
    [InlineData(422, ErrorCodes.GitHubRefused, ErrorCategory.Configuration)]
    [InlineData(502, ErrorCodes.GitHubUnavailable, ErrorCategory.Transient)]
    public async Task Refusals_have_a_code_and_GitHubs_words_and_never_the_token(int status, string code, ErrorCategory category)
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.FailOnce("GET", "/issues", status, $$"""{"message":"No: {{GitHubServer.Token}}","errors":[{"message":"because"}]}""");

        var refused = await RefusedAsync(scene);

        Assert.Equal((code, category, (DateTimeOffset?)null), (refused.Code, refused.Category, refused.RetryAt));
        Assert.Contains("because", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(GitHubServer.Token, refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{")]
    [InlineData("""{"not":"a list"}""")]
    [InlineData("""[{"number":"text"}]""")]
    public async Task An_answer_that_is_not_GitHubs_is_worth_another_attempt(string body)
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.FailOnce("GET", "/issues", 200, body);

        Assert.Equal(ErrorCategory.Transient, (await RefusedAsync(scene)).Category);
    }

    [Fact]
    public async Task A_redirect_of_a_renamed_repository_is_followed_and_one_to_another_host_is_not()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.Issues.Add(new JsonObject { ["number"] = 4 });
        scene.Server.FailOnce("GET", "/issues", 301, "{}", ("Location", $"{scene.Server.ApiUrl}/repos/acme/shop/issues?renamed=1"));

        Assert.Equal(4, Assert.Single(await scene.Issues.ListAsync(GitHubScene.Shop, [], None).ToListAsync()).Number);
        scene.Server.FailOnce("GET", "/issues", 302, "{}", ("Location", "http://localhost:1/steal"));
        Assert.Contains("redirects to localhost", (await RefusedAsync(scene)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_not_there_is_unavailable()
    {
        await using var scene = await GitHubScene.StartAsync();
        await scene.Server.DisposeAsync();

        Assert.Equal(ErrorCodes.GitHubUnavailable, (await RefusedAsync(scene)).Code);
    }

    [Fact]
    public async Task Changes_have_the_gap_between_them_that_GitHub_asks_for()
    {
        var time = new ManualTime();
        await using var scene = await GitHubScene.StartAsync(time, TimeSpan.FromSeconds(1));

        scene.Server.Issues.AddRange([OpenIssue(1), OpenIssue(2)]);

        await scene.Issues.CloseAsync(GitHubScene.Shop, 1, None);
        var second = scene.Issues.CloseAsync(GitHubScene.Shop, 2, None);
        var reading = await scene.Issues.FindAsync(GitHubScene.Shop, 1, None);

        Assert.Equal("closed", reading!.State);
        Assert.False(second.IsCompleted);
        Assert.Equal("open", $"{scene.Server.Issues[1]["state"]}");
        time.Advance(TimeSpan.FromSeconds(1));
        await second;
        Assert.Equal("closed", $"{scene.Server.Issues[1]["state"]}");
    }

    [Fact]
    public async Task A_change_waits_for_the_turn_that_all_who_use_the_token_share()
    {
        var time = new ManualTime();
        await using var server = await GitHubServer.StartAsync();
        var budget = new RequestBudget(new OneTurn(time.GetUtcNow().AddSeconds(5)), time);
        await using var scene = GitHubScene.Over(server, budget, time, TimeSpan.FromSeconds(1));

        server.Issues.Add(OpenIssue(1));

        var change = scene.Issues.CloseAsync(GitHubScene.Shop, 1, None);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(change.IsCompleted);
        Assert.Equal("open", $"{server.Issues[0]["state"]}");
        time.Advance(TimeSpan.FromSeconds(1));
        await change;

        Assert.Equal("closed", $"{server.Issues[0]["state"]}");
    }

    [Fact]
    public async Task Eighty_changes_a_minute_are_the_most()
    {
        var time = new ManualTime();
        var budget = new RequestBudget(new NoUsageLedger(), time);
        var start = time.GetUtcNow();
        for (var change = 0; change < 80; change++)
        {
            Assert.Null(await budget.TakeAsync("a", changes: true, None));
        }

        Assert.Equal(start.AddMinutes(1), await budget.TakeAsync("a", changes: true, None));
        Assert.Null(await budget.TakeAsync("a", changes: false, None));
        Assert.Null(await budget.TakeAsync("b", changes: true, None));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await budget.TakeAsync("a", changes: true, None));
    }

    [Fact]
    public async Task Five_hundred_changes_an_hour_are_the_most()
    {
        var time = new ManualTime();
        var budget = new RequestBudget(new NoUsageLedger(), time);
        var start = time.GetUtcNow();
        for (var change = 0; change < 500; change++)
        {
            Assert.Null(await budget.TakeAsync("a", changes: true, None));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(start.AddHours(1), await budget.TakeAsync("a", changes: true, None));
    }

    [Fact]
    public async Task An_app_signs_who_it_is_and_keeps_its_installations_token_until_it_ends()
    {
        await using var scene = await GitHubScene.StartAsync();
        using var key = RSA.Create(2048);
        var time = new ManualTime(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("APP_KEY", (string?)key.ExportRSAPrivateKeyPem())]).Build();
        var options = new GitHubOptions { ApiUrl = scene.Options.ApiUrl, AppId = 42, AppKeyName = "APP_KEY", ChangeGap = TimeSpan.Zero };
        var app = new AppCredentials(options, configuration, scene.Http, time);

        var first = await app.TokenAsync(GitHubScene.Shop, None);
        time.Advance(TimeSpan.FromMinutes(54));
        var second = await app.TokenAsync(GitHubScene.Shop, None);
        time.Advance(TimeSpan.FromMinutes(2));
        var third = await app.TokenAsync(GitHubScene.Shop, None);

        Assert.Equal(first, second);
        Assert.NotEqual(first, third);
        Assert.Equal("POST /api/v3/app/installations/77/access_tokens", scene.Server.Requests[1]);
        var parts = scene.Server.Tokens[0]["Bearer ".Length..].Split('.');
        Assert.True(key.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]),
            HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var claims = JsonElement.Parse(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])));
        Assert.Equal("42", claims.GetProperty("iss").GetString());
        Assert.Equal(600, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
    }

    [Fact]
    public async Task A_token_of_an_installation_that_GitHub_no_longer_takes_is_replaced_once()
    {
        await using var scene = await GitHubScene.StartAsync();
        using var key = RSA.Create(2048);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("APP_KEY", (string?)key.ExportRSAPrivateKeyPem())]).Build();
        var options = new GitHubOptions { ApiUrl = scene.Options.ApiUrl, AppId = 42, AppKeyName = "APP_KEY", ChangeGap = TimeSpan.Zero };
        var client = new GitHubClient(scene.Http, new AppCredentials(options, configuration, scene.Http, TimeProvider.System));
        const string Bad = """{"message":"Bad credentials"}""";
        scene.Server.FailOnce("GET", "/branches/main", 401, Bad);
        var replaced = await client.GetAsync(GitHubScene.Shop, "/branches/main", None);
        scene.Server.FailOnce("GET", "/branches/main", 401, Bad);
        scene.Server.FailOnce("GET", "/branches/main", 401, Bad);

        var refused = await Assert.ThrowsAsync<SlipwayException>(() => client.GetAsync(GitHubScene.Shop, "/branches/main", None));

        Assert.Equal(System.Net.HttpStatusCode.OK, replaced.Status);
        Assert.Contains("does not accept the token", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, scene.Server.Requests.Count(request => request.EndsWith("/access_tokens", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_secret_that_nothing_holds_is_named_and_a_key_that_is_none_is_not_shown()
    {
        await using var scene = await GitHubScene.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("KEY", (string?)"not a key")]).Build();
        var options = new GitHubOptions { AppId = 1, AppKeyName = "KEY" };

        var missing = await Assert.ThrowsAsync<SlipwayException>(
            () => new TokenCredentials(configuration, "NO_SUCH_TOKEN").TokenAsync(GitHubScene.Shop, None));
        var wrong = await Assert.ThrowsAsync<SlipwayException>(
            () => new AppCredentials(options, configuration, scene.Http, TimeProvider.System).TokenAsync(GitHubScene.Shop, None));

        Assert.Contains("'NO_SUCH_TOKEN'", missing.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not a key", wrong.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://github.com/acme/shop.git", "github.com", "acme/shop")]
    [InlineData("https://github.com/acme/shop", "github.com", "acme/shop")]
    [InlineData("https://user:secret@github.com/acme/shop.js.git/", "github.com", "acme/shop.js")]
    [InlineData("git@github.com:acme/shop.git", "github.com", "acme/shop")]
    [InlineData("ssh://git@github.com/acme/shop.git", "github.com", "acme/shop")]
    [InlineData("http://127.0.0.1:5000/acme/shop.git", "127.0.0.1:5000", "acme/shop")]
    [InlineData("git@ghe.example.com:acme/shop.git", "ghe.example.com:8443", "acme/shop")]
    [InlineData("https://gitlab.com/acme/shop.git", "github.com", null)]
    [InlineData("https://github.com.evil.example/acme/shop.git", "github.com", null)]
    [InlineData("/srv/shop.git", "github.com", null)]
    [InlineData("../shop.git", "github.com", null)]
    [InlineData("https://github.com/acme", "github.com", null)]
    public void A_repository_is_known_by_its_remote(string remote, string host, string? expected) =>
        Assert.Equal(expected, GitHubRepository.Parse(remote, host)?.ToString());

    private static JsonObject OpenIssue(int number) => new() { ["number"] = number, ["state"] = "open" };

    private static Task<SlipwayException> RefusedAsync(GitHubScene scene) => Assert.ThrowsAsync<SlipwayException>(
        async () => await scene.Issues.ListAsync(GitHubScene.Shop, [], None).ToListAsync());

    private sealed class OneTurn(DateTimeOffset at) : IUsageLedger
    {
        public ValueTask<KnownUsage> ReadAsync(string key, CancellationToken cancellationToken) => ValueTask.FromResult(KnownUsage.None);

        public ValueTask NoteAsync(string key, DateTimeOffset use, TimeSpan keptFor, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;

        public ValueTask CloseAsync(string key, DateTimeOffset until, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<DateTimeOffset> TurnAsync(string key, TimeSpan gap, CancellationToken cancellationToken) =>
            ValueTask.FromResult(gap == TimeSpan.FromSeconds(1) ? at : throw new ArgumentOutOfRangeException(nameof(gap)));
    }
}
