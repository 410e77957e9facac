using Slipway.Core.Ports;
using Slipway.Integrations.Git.GitHub;
using Slipway.Integrations.Tests.GitHub;

namespace Slipway.Integrations.Tests;

public sealed class LimitUsageTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly ManualTime _time = new();
    private readonly Ledger _ledger = new();

    [Fact]
    public async Task What_others_use_counts_and_what_is_used_is_noted()
    {
        var budget = new RequestBudget(_ledger, _time);
        var start = _time.GetUtcNow();
        _ledger.Known = new KnownUsage([.. Enumerable.Repeat(start, 79)], null);

        Assert.Null(await budget.TakeAsync("a", changes: true, None));
        Assert.Equal(start.AddMinutes(1), await budget.TakeAsync("a", changes: true, None));
        Assert.Null(await budget.TakeAsync("a", changes: false, None));

        Assert.Equal([$"github/a used {start:O} for 01:00:00"], _ledger.Notes);
    }

    [Fact]
    public async Task The_ledger_is_asked_every_few_seconds_and_no_more()
    {
        var budget = new RequestBudget(_ledger, _time);
        for (var request = 0; request < 10; request++)
        {
            Assert.Null(await budget.TakeAsync("a", changes: false, None));
        }

        var closedUntil = _time.GetUtcNow().AddMinutes(3);
        _ledger.Known = new KnownUsage([], closedUntil);
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(closedUntil, await budget.TakeAsync("a", changes: false, None));
        Assert.Equal(2, _ledger.Reads);
    }

    [Fact]
    public async Task A_refusal_is_told_to_others()
    {
        var until = _time.GetUtcNow().AddMinutes(1);

        await new RequestBudget(_ledger, _time).CloseUntilAsync("a", until, None);

        Assert.Equal([$"github/a closed until {until:O}"], _ledger.Notes);
    }

    private sealed class Ledger : IUsageLedger
    {
        public KnownUsage Known { get; set; } = KnownUsage.None;

        public int Reads { get; private set; }

        public List<string> Notes { get; } = [];

        public ValueTask<KnownUsage> ReadAsync(string key, CancellationToken cancellationToken)
        {
            Reads++;
            return ValueTask.FromResult(Known);
        }

        public ValueTask NoteAsync(string key, DateTimeOffset use, TimeSpan keptFor, CancellationToken cancellationToken)
        {
            Notes.Add($"{key} used {use:O} for {keptFor}");
            return ValueTask.CompletedTask;
        }

        public ValueTask<DateTimeOffset> TurnAsync(string key, TimeSpan gap, CancellationToken cancellationToken) =>
            ValueTask.FromResult(DateTimeOffset.MinValue);

        public ValueTask CloseAsync(string key, DateTimeOffset until, CancellationToken cancellationToken)
        {
            Notes.Add($"{key} closed until {until:O}");
            return ValueTask.CompletedTask;
        }
    }
}
