using Slipway.Core.Events;
using Slipway.Core.Ports;
using Slipway.Functions.Live;

namespace Slipway.Functions.Tests.Live;

/// <summary>The real entity on the embedded engine, in virtual time.</summary>
public sealed class AgentFeedTests : IAsyncLifetime
{
    private AppScene _app = null!;

    public async Task InitializeAsync() => _app = await AppScene.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task The_latest_of_what_agents_do_is_kept_in_order_and_no_more()
    {
        for (var i = 0; i < AgentFeed.MaxRecent + 30; i++)
        {
            await NoteAsync($"line {i}");
        }

        var progress = await UntilAsync(read => read.Count > 0 && Message(read[^1]) == $"line {AgentFeed.MaxRecent + 29}");

        Assert.Equal(Enumerable.Range(30, AgentFeed.MaxRecent).Select(i => $"line {i}"), progress.Select(Message));
        Assert.Equal(progress.Select(one => one.Sequence).Order().Distinct(), progress.Select(one => one.Sequence));
        Assert.Equal(progress.Skip(48), await ReadAsync(after: progress[47].Sequence), Same);
    }

    [Fact]
    public async Task An_event_says_who_does_what_and_what_it_has_cost()
    {
        await NoteAsync("npm test");

        var progress = Assert.Single(await UntilAsync(read => read.Count > 0));

        Assert.Equal((EventType.Progress, "wf-1"), (progress.Type, progress.WorkflowId));
        Assert.Equal(
            """{"step":"code","attempt":2,"agent":"claude-code","kind":"command","message":"npm test","costUsd":0.12,"""
            + "\"tokens\":{\"input\":10,\"output\":20,\"total\":30}}",
            progress.Data.GetRawText());
    }

    [Fact]
    public async Task An_hour_after_the_last_one_nothing_is_left_and_numbers_go_on_growing()
    {
        await NoteAsync("one");
        var first = Assert.Single(await UntilAsync(read => read.Count == 1));
        await _app.Fixture.AdvanceAsync(TimeSpan.FromMinutes(50));
        await NoteAsync("two");
        await UntilAsync(read => read.Count == 2);

        await _app.Fixture.AdvanceAsync(TimeSpan.FromMinutes(50));
        Assert.Equal(2, (await ReadAsync()).Count);
        await _app.Fixture.AdvanceAsync(TimeSpan.FromMinutes(20));
        Assert.Empty(await ReadAsync());

        await NoteAsync("three");
        Assert.True(Assert.Single(await UntilAsync(read => read.Count == 1)).Sequence > first.Sequence);
    }

    private static bool Same(WorkflowEvent one, WorkflowEvent other) => one.Sequence == other.Sequence && Message(one) == Message(other);

    private static string? Message(WorkflowEvent progress) => progress.Data.GetProperty("message").GetString();

    private Task NoteAsync(string message) => _app.Fixture.Client.Entities.SignalEntityAsync(
        AgentFeed.IdOf("wf-1"), nameof(AgentFeed.Note),
        new AgentNote("code", 2, "claude-code", AgentProgressKind.Command, message, 0.12m, new AgentTokens(10, 20)));

    private Task<IReadOnlyList<WorkflowEvent>> ReadAsync(long after = 0) =>
        AgentFeeds.ReadAsync(_app.Fixture.Client, "wf-1", after, CancellationToken.None);

    private async Task<IReadOnlyList<WorkflowEvent>> UntilAsync(Func<IReadOnlyList<WorkflowEvent>, bool> isThere)
    {
        for (var tries = 0; ; tries++)
        {
            var read = await ReadAsync();
            if (isThere(read))
            {
                return read;
            }

            Assert.True(tries < 1_000, $"There are {read.Count}.");
            await _app.Fixture.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        }
    }
}
