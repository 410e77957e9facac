using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Moq;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Live;
using Slipway.Functions.Webhooks;
using Slipway.Integrations.Tests;

namespace Slipway.Functions.Tests.Activities;

public sealed class RemotePullRequestsTests
{
    private static readonly AgentPullRequest Opened = new("https://github.test/pull/7", "Add it", "codegen/add");

    private readonly SkippingTime _time = new();
    private readonly Mock<DurableEntityClient> _entities = new("test");
    private readonly Mock<IGitPlatform> _platform = new();
    private readonly AgentFeeds _feeds = new();
    private int _looks;

    public RemotePullRequestsTests()
    {
        var client = new Mock<DurableTaskClient>("test");
        client.Setup(each => each.Entities).Returns(_entities.Object);
        _feeds.Over(client.Object);
    }

    [Fact]
    public async Task A_delivery_that_comes_a_minute_after_the_run_s_end_still_tells_of_it()
    {
        var began = _time.GetUtcNow();
        ToldAt(began + TimeSpan.FromMinutes(1));

        var found = await FindAsync();

        Assert.Equal(Opened, found);
        Assert.Equal(TimeSpan.FromMinutes(1), _time.GetUtcNow() - began);
    }

    [Fact]
    public async Task Where_no_delivery_comes_the_open_pull_requests_are_looked_through()
    {
        ToldAt(DateTimeOffset.MaxValue);
        _platform.Setup(each => each.FindLinkedPullRequestAsync(Some.Repository(), "/agent/trace/1000", It.IsAny<CancellationToken>()))
            .ReturnsAsync(() => ++_looks < 3 ? null : Some.PullRequest());

        var found = await FindAsync();

        Assert.Equal(
            new AgentPullRequest(Some.PullRequest().Url, Some.PullRequest().Title, Some.PullRequest().Branch), found);
        Assert.Equal(3, _looks);
    }

    [Fact]
    public async Task A_run_without_one_is_known_as_such_after_two_minutes()
    {
        var began = _time.GetUtcNow();
        ToldAt(DateTimeOffset.MaxValue);

        Assert.Null(await FindAsync());
        Assert.Equal(TimeSpan.FromMinutes(2), _time.GetUtcNow() - began);
    }

    [Theory]
    [InlineData(ErrorCodes.GitHubUnavailable, ErrorCategory.Transient)]
    [InlineData(ErrorCodes.GitHubRateLimited, ErrorCategory.RateLimited)]
    public async Task A_platform_that_is_away_for_a_moment_is_asked_again(string code, ErrorCategory category)
    {
        ToldAt(DateTimeOffset.MaxValue);
        _platform.Setup(each => each.FindLinkedPullRequestAsync(Some.Repository(), "/agent/trace/1000", It.IsAny<CancellationToken>()))
            .Returns(() => ++_looks < 3
                ? Task.FromException<PullRequest?>(new SlipwayException(code, "Not now.", category))
                : Task.FromResult<PullRequest?>(Some.PullRequest()));

        Assert.Equal(Some.PullRequest().Url, (await FindAsync())?.Url);
    }

    [Fact]
    public async Task A_platform_that_stays_away_is_not_taken_for_a_run_that_opened_none()
    {
        ToldAt(DateTimeOffset.MaxValue);
        _platform.Setup(each => each.FindLinkedPullRequestAsync(Some.Repository(), "/agent/trace/1000", It.IsAny<CancellationToken>()))
            .ThrowsAsync(new SlipwayException(ErrorCodes.GitHubUnavailable, "Not now.", ErrorCategory.Transient));

        Assert.Equal(ErrorCodes.GitHubUnavailable, (await Assert.ThrowsAsync<SlipwayException>(FindAsync)).Code);
    }

    private Task<AgentPullRequest?> FindAsync() =>
        new RemotePullRequests(_feeds, _platform.Object, _time).FindAsync(Some.Workspace(), "1000", CancellationToken.None);

    private void ToldAt(DateTimeOffset time)
    {
        var id = GitHubReference.IdOf("agent-run/1000");
        _entities.Setup(entities => entities.GetEntityAsync<string>(id, true, It.IsAny<CancellationToken>()))
            .ReturnsAsync(() => _time.GetUtcNow() < time
                ? null
                : new EntityMetadata<string>(id, JsonSerializer.Serialize(Opened, CoreJson.Options)));
    }
}
