using Microsoft.Data.Sqlite;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>The chain of seals finds what was changed behind the engine's back.</summary>
public sealed class VerificationTests
{
    [Fact]
    public async Task What_the_engine_wrote_is_intact_also_after_a_crash_a_new_generation_and_a_rewind()
    {
        var broken = true;
        await using var hub = await StartAsync(catalog => catalog
            .Activity<int>("fail", _ => broken ? throw new InvalidOperationException("down") : 1)
            .Orchestrator("failing", async context => (object?)await context.CallActivityAsync<int>("fail", 0))
            .Orchestrator("again", async context =>
            {
                await context.WaitForExternalEvent<string>("go");
                context.ContinueAsNew(preserveUnprocessedEvents: true);
            }));
        await hub.EndOfAsync(await hub.StartInstanceAsync("chain", id: "done"));
        await hub.EndOfAsync(await hub.StartInstanceAsync("failing", id: "rewound"));
        broken = false;
        await hub.Client.RewindInstanceAsync("rewound", "repaired");
        await hub.EndOfAsync("rewound");
        await hub.StartInstanceAsync("again", id: "second");
        await hub.Client.RaiseEventAsync("second", "go");
        await hub.UntilAsync(async () => (await hub.Client.GetOrchestrationHistoryAsync("second")).Count > 0
            && hub.Client.VerifyInstance("second").Generation == 2);
        await hub.CrashAsync();

        foreach (var id in new[] { "done", "rewound", "second" })
        {
            var result = hub.Client.VerifyInstance(id);
            Assert.Equal((SealState.Intact, null), (result.State, result.FirstAltered));
            Assert.True(result.Events > 0);
        }
    }

    [Theory]
    [InlineData("\"TaskCompleted\",\"", "\"TaskCompleted\", \"", "TaskCompleted")]
    [InlineData("\"Result\":\"\\\"b\\\"\"", "\"Result\":\"\\\"x\\\"\"", "TaskCompleted")]
    [InlineData("\"Name\":\"second\"", "\"Name\":\"sekond\"", "TaskScheduled")]
    [InlineData("\"Result\":\"\\\"ab\\\"\"", "\"Result\":\"\\\"ba\\\"\"", "ExecutionCompleted")]
    public async Task The_first_altered_event_is_named_with_its_place_and_what_it_says_now(string from, string to, string kind)
    {
        await using var hub = await StartAsync();
        await hub.EndOfAsync(await hub.StartInstanceAsync("chain", id: "one"));

        await TamperAsync(hub, $"UPDATE turns SET events = replace(events, '{from}', '{to}')");

        var result = hub.Client.VerifyInstance("one");
        Assert.Equal(SealState.Altered, result.State);
        Assert.Contains(to, result.FirstAltered!.Event);
        Assert.Contains(kind, result.FirstAltered.Event);
        var history = await hub.Client.GetOrchestrationHistoryAsync("one");
        Assert.Equal(kind, history[result.FirstAltered.Place].EventType.ToString());
    }

    [Fact]
    public async Task A_turn_that_was_taken_out_leaves_a_gap()
    {
        await using var hub = await StartAsync();
        await hub.EndOfAsync(await hub.StartInstanceAsync("chain", id: "one"));

        await TamperAsync(hub, "DELETE FROM turns WHERE id = (SELECT id FROM turns ORDER BY id LIMIT 1 OFFSET 1)");

        var result = hub.Client.VerifyInstance("one");
        Assert.Equal((SealState.Altered, 4), (result.State, result.FirstAltered!.Place));
        Assert.Contains("missing", result.FirstAltered.Reason);
    }

    [Fact]
    public async Task An_end_that_was_cut_off_is_missed()
    {
        await using var hub = await StartAsync();
        await hub.EndOfAsync(await hub.StartInstanceAsync("chain", id: "one"));

        await TamperAsync(hub, "DELETE FROM turns WHERE id = (SELECT max(id) FROM turns)");

        Assert.Contains("missing", hub.Client.VerifyInstance("one").FirstAltered!.Reason);
    }

    [Fact]
    public async Task An_event_that_was_put_between_is_found()
    {
        await using var hub = await StartAsync();
        await hub.EndOfAsync(await hub.StartInstanceAsync("chain", id: "one"));

        await TamperAsync(
            hub,
            "UPDATE turns SET count = count + 1, events = events || char(10) || 'abcdefghijklmnopqrstuv ' || "
            + "'{\"$type\":\"OrchestratorCompleted\",\"Timestamp\":\"2026-01-01T00:00:00Z\"}' WHERE id = (SELECT min(id) FROM turns)");

        var result = hub.Client.VerifyInstance("one");
        Assert.Equal((SealState.Altered, 4), (result.State, result.FirstAltered!.Place));
    }

    [Theory]
    [InlineData("output = '\"forged\"'", "output")]
    [InlineData("input = '\"forged\"'", "input")]
    [InlineData("status = 3", "status")]
    public async Task A_row_that_contradicts_its_history_is_found(string change, string what)
    {
        await using var hub = await StartAsync();
        await hub.EndOfAsync(await hub.StartInstanceAsync("chain", id: "one"));

        await TamperAsync(hub, $"UPDATE instances SET {change}");

        Assert.Contains($"another {what}", hub.Client.VerifyInstance("one").FirstAltered!.Reason);
    }

    [Fact]
    public async Task A_history_of_a_release_without_seals_is_not_sealed_and_goes_on_sealed()
    {
        await using var hub = await StartAsync(catalog => catalog.Orchestrator("waits", context => context.WaitForExternalEvent<int>("x")));
        await hub.StartInstanceAsync("waits", id: "one");
        await TamperAsync(hub, $"UPDATE turns SET seal = NULL, events = '{await UnsealedAsync(hub)}'");

        var old = hub.Client.VerifyInstance("one");
        await hub.Client.RaiseEventAsync("one", "x", 1);
        await hub.EndOfAsync("one");
        var now = hub.Client.VerifyInstance("one");

        Assert.Equal((SealState.NotSealed, null), (old.State, old.FirstSealed));
        Assert.Equal((SealState.PartlySealed, old.Events), (now.State, now.FirstSealed));
        Assert.Null(now.FirstAltered);
    }

    [Fact]
    public async Task An_unknown_instance_is_an_argument_error()
    {
        await using var hub = await StartAsync();

        Assert.Throws<ArgumentException>(() => hub.Client.VerifyInstance("none"));
    }

    private static Task<TestHub> StartAsync(Action<TestCatalog>? more = null) => TestHub.StartAsync(catalog =>
    {
        catalog
            .Activity<string>("first", _ => "a")
            .Activity<string>("second", _ => "b")
            .Orchestrator("chain", async context =>
                (object?)(await context.CallActivityAsync<string>("first") + await context.CallActivityAsync<string>("second")));
        more?.Invoke(catalog);
    });

    /// <summary>Changes the file while the engine does not look.</summary>
    private static async Task TamperAsync(TestHub hub, string sql)
    {
        await hub.Engine.AbortAsync();
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(hub.Folder, "taskhub.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            Assert.NotEqual(0, await command.ExecuteNonQueryAsync());
        }

        await hub.OpenAsync();
    }

    /// <summary>The events of the only turn as a release without seals wrote them.</summary>
    private static async Task<string> UnsealedAsync(TestHub hub)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(hub.Folder, "taskhub.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT events FROM turns";
        var lines = ((string)(await command.ExecuteScalarAsync())!).Split('\n');
        return string.Join('\n', lines.Select(line => line[line.IndexOf('{')..]));
    }
}
