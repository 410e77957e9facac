using System.Reflection;
using Slipway.Core.Events;

namespace Slipway.Core.Tests.Events;

public sealed class EventFilterTests
{
    [Fact]
    public void All_names_are_known() => Assert.Equal(
        typeof(EventType).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!),
        EventType.All);

    [Theory]
    [InlineData("workflow.*", "workflow_started workflow_completed workflow_failed workflow_paused workflow_resumed workflow_cancelled")]
    [InlineData("step.failed", "step_failed")]
    [InlineData("Step_Failed, approval.?ecided", "step_failed approval_decided")]
    [InlineData("*.failed,*", "*")]
    [InlineData("*.failed", "workflow_failed step_failed")]
    [InlineData("", "*")]
    [InlineData(" , ", "*")]
    [InlineData(null, "*")]
    public void A_pattern_says_which_events_are_wanted(string? patterns, string expected)
    {
        Assert.True(EventFilter.TryParse(patterns, out var filter, out _));

        Assert.Equal(
            expected == "*" ? EventType.All : expected.Split(' '), EventType.All.Where(filter.Wants));
    }

    [Theory]
    [InlineData("step.faild", "No event is called 'step.faild'. Did you mean 'step_failed'?")]
    [InlineData("workflow.*,nothing.of.the.kind", "No event is called 'nothing.of.the.kind'. Give names such as step_failed")]
    [InlineData("step\\_failed", "No event is called")]
    public void What_fits_no_event_is_refused_with_what_would_be_right(string patterns, string said)
    {
        Assert.False(EventFilter.TryParse(patterns, out _, out var error));

        Assert.StartsWith(said, error, StringComparison.Ordinal);
    }

    [Fact]
    public void No_more_patterns_are_taken_than_anybody_needs()
    {
        Assert.False(EventFilter.TryParse(string.Join(',', Enumerable.Repeat("*", 51)), out _, out var error));

        Assert.Equal("There are 51 patterns; at most 50 are allowed.", error);
    }
}
