using System.Text.Json.Nodes;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Git.GitHub;

namespace Slipway.Integrations.Tests.GitHub;

public sealed class GitHubDeliveriesTests
{
    private static readonly WebhookSource Source = new("repository", 7, "acme/shop");
    private static readonly DateTimeOffset Time = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Attempts_since_a_time_are_read_oldest_first_and_no_page_more_than_needed()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.Deliveries.AddRange(Enumerable.Range(0, 9).Select(minutes => Attempt(minutes, minutes == 2 ? 200 : 502)));
        scene.Server.PagesOf(2);

        var found = await Deliveries(scene).FindAsync(Source, Time.AddMinutes(-3), None);

        Assert.Equal([102, 101, 100], found.Select(attempt => attempt.Id));
        Assert.Equal([true, false, false], found.Select(attempt => attempt.Succeeded));
        Assert.Equal("guid-1", found[1].Delivery);
        Assert.Equal(2, scene.Server.Requests.Count);
    }

    [Fact]
    public async Task Attempts_since_a_time_are_read_however_many_pages_they_are()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.Deliveries.AddRange(Enumerable.Range(0, 60).Select(minutes => Attempt(minutes, 502)));
        scene.Server.PagesOf(2);

        var found = await Deliveries(scene).FindAsync(Source, Time.AddMinutes(-100), None);

        Assert.Equal(Enumerable.Range(100, 60).Reverse().Select(id => (long)id), found.Select(attempt => attempt.Id));
    }

    [Fact]
    public async Task One_is_asked_for_again_by_its_attempt()
    {
        await using var scene = await GitHubScene.StartAsync();

        await Deliveries(scene).RedeliverAsync(Source, 101, None);

        Assert.Equal("POST /api/v3/repos/acme/shop/hooks/7/deliveries/101/attempts", Assert.Single(scene.Server.Requests));
    }

    [Theory]
    [InlineData("integration", "acme/shop", "AppId")]
    [InlineData("repository", "acme/../shop", "no repository")]
    [InlineData("repository", "acme/..", "no repository")]
    [InlineData("organization", "acme?/shop", "no repository")]
    public async Task What_cannot_be_asked_for_is_said(string kind, string repository, string words)
    {
        await using var scene = await GitHubScene.StartAsync();

        var refused = await Assert.ThrowsAsync<SlipwayException>(
            () => Deliveries(scene).FindAsync(new WebhookSource(kind, 7, repository), Time, None));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Server.Requests);
    }

    [Theory]
    [InlineData("GITHUB_TOKEN", "00:10:00", true)]
    [InlineData(null, "00:10:00", false)]
    [InlineData("GITHUB_TOKEN", "00:00:00", false)]
    public void Without_credentials_or_an_interval_nobody_looks(string? token, string interval, bool looks) => Assert.Equal(
        looks,
        new GitHubDeliveries(null!, null!, new GitHubOptions
        {
            TokenName = token, RedeliveryInterval = TimeSpan.Parse(interval, System.Globalization.CultureInfo.InvariantCulture),
        }).Interval is not null);

    private static GitHubDeliveries Deliveries(GitHubScene scene) =>
        new(scene.Http, new TokenCredentials(scene.Configuration, "GITHUB_TOKEN"), scene.Options);

    private static JsonObject Attempt(int minutesAgo, int status) => new()
    {
        ["id"] = 100 + minutesAgo, ["guid"] = $"guid-{minutesAgo}", ["delivered_at"] = Time.AddMinutes(-minutesAgo),
        ["status_code"] = status,
    };
}
