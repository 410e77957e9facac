using Microsoft.DurableTask;
using Moq;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Functions.Orchestrators;

namespace Slipway.Functions.Tests.Orchestrators;

public sealed class OutageWaitTests
{
    private readonly Mock<TaskOrchestrationContext> _durable = new();
    private readonly OutageWait _outage;
    private DateTime _now = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public OutageWaitTests()
    {
        _durable.SetupGet(context => context.CurrentUtcDateTime).Returns(() => _now);
        _durable.Setup(context => context.NewGuid()).Returns(Guid.Parse("00000000-0000-0000-0000-000000000001"));
        _outage = new OutageWait(_durable.Object);
    }

    [Fact]
    public void An_outage_is_waited_for_half_an_hour_and_no_longer()
    {
        Assert.NotNull(_outage.Next(ErrorCodes.GitHubUnavailable, ErrorCategory.Transient));
        _now += TimeSpan.FromMinutes(29);
        Assert.NotNull(_outage.Next(ErrorCodes.GitHubUnavailable, ErrorCategory.Transient));
        _now += TimeSpan.FromMinutes(1);
        Assert.Null(_outage.Next(ErrorCodes.GitHubUnavailable, ErrorCategory.Transient));
    }

    [Fact]
    public void An_answer_in_between_ends_an_outage_and_the_next_begins_anew()
    {
        Assert.NotNull(_outage.Next(ErrorCodes.GitHubUnavailable, ErrorCategory.Transient));
        _now += TimeSpan.FromDays(1);
        _outage.End();

        Assert.NotNull(_outage.Next(ErrorCodes.GitHubUnavailable, ErrorCategory.Transient));
    }

    [Theory]
    [InlineData(ErrorCodes.GitHubUnavailable, ErrorCategory.Transient, true)]
    [InlineData(ErrorCodes.TrackerFailed, ErrorCategory.Transient, true)]
    [InlineData(ErrorCodes.NotificationFailed, ErrorCategory.Transient, true)]
    [InlineData(ErrorCodes.NotificationFailed, ErrorCategory.Timeout, false)]
    [InlineData(ErrorCodes.AiFailed, ErrorCategory.Transient, true)]
    [InlineData(ErrorCodes.TrackerFailed, ErrorCategory.Configuration, false)]
    [InlineData(ErrorCodes.AiFailed, ErrorCategory.Timeout, false)]
    [InlineData(ErrorCodes.GitHubRefused, ErrorCategory.Transient, false)]
    [InlineData(null, ErrorCategory.Transient, false)]
    public void Only_a_service_that_cannot_be_reached_is_away(string? code, ErrorCategory category, bool isAway) =>
        Assert.Equal(isAway, _outage.Next(code, category) is not null);
}
