using System.Globalization;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using Slipway.LocalHost.Tests.Durable;
using Slipway.LocalHost.Tests.Hosting;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>The routes of entities on the real host with the real engine.</summary>
public sealed class EntityHttpTests : IAsyncLifetime
{
    private const string Entities = DurableHttpApp.Base + "/entities";
    private const string Continuation = "x-ms-continuation-token";

    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync(typeof(Counters));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task An_entity_is_signalled_read_and_deleted()
    {
        Assert.Equal(404, await _host.StatusAsync(HttpMethod.Get, $"{Entities}/tally/a", "system"));
        Assert.Equal(202, await _host.StatusAsync(HttpMethod.Post, $"{Entities}/tally/a?op=add", "system", "5"));
        await UntilAsync("tally/a", "5");

        Assert.Equal(202, await _host.StatusAsync(HttpMethod.Delete, $"{Entities}/tally/a", "system"));
        await UntilAsync("tally/a", null);
    }

    [Fact]
    public async Task A_list_is_narrowed_by_name_and_by_the_time_of_the_last_operation()
    {
        await AddAsync("tally/early", "tally/later", "other/one");
        var early = await LastOperationAsync("early");

        Assert.Equal(["early", "later"], await KeysAsync("/tally"));
        Assert.Equal(3, (await KeysAsync(string.Empty)).Count);
        Assert.Equal(["early", "later"], await KeysAsync($"/tally?lastOperationTimeFrom={Text(early)}"));
        Assert.Empty(await KeysAsync($"/tally?lastOperationTimeFrom={Text(early.AddHours(1))}"));
        Assert.Equal(["early", "later"], await KeysAsync($"/tally?lastOperationTimeTo={Text(early.AddHours(1))}"));
        Assert.Empty(await KeysAsync($"/tally?lastOperationTimeTo={Text(early.AddHours(-1))}"));
    }

    [Fact]
    public async Task A_list_goes_on_where_the_continuation_header_says_and_the_header_is_empty_at_the_end()
    {
        await AddAsync("tally/a", "tally/b", "tally/c");
        var keys = new List<string>();
        string? token = null;
        for (var page = 0; page == 0 || token is { Length: > 0 }; page++)
        {
            Assert.True(page < 3, "the list has no end");
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{Entities}/tally?top=2");
            request.Headers.Add("x-functions-key", _host.Keys.GetProperty("system").GetString());
            if (token is not null)
            {
                request.Headers.Add(Continuation, token);
            }

            using var response = await _host.Client.SendAsync(request);
            keys.AddRange(Keys(JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync())));
            token = response.Headers.TryGetValues(Continuation, out var values) ? values.Single() : null;
            Assert.NotNull(token);
        }

        Assert.Equal(["a", "b", "c"], keys);
    }

    private static string Text(DateTime time) =>
        Uri.EscapeDataString(time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));

    private static IEnumerable<string> Keys(JsonElement list) =>
        list.EnumerateArray().Select(entity => entity.GetProperty("entityId").GetProperty("key").GetString()!);

    private async Task<List<string>> KeysAsync(string path) =>
        [.. Keys(await _host.JsonAsync(HttpMethod.Get, Entities + path, "system")).Order(StringComparer.Ordinal)];

    private async Task<DateTime> LastOperationAsync(string key) =>
        (await _host.JsonAsync(HttpMethod.Get, $"{Entities}/tally", "system")).EnumerateArray()
            .Single(entity => entity.GetProperty("entityId").GetProperty("key").GetString() == key)
            .GetProperty("lastOperationTime").GetDateTime().ToUniversalTime();

    private async Task AddAsync(params string[] paths)
    {
        foreach (var path in paths)
        {
            await _host.StatusAsync(HttpMethod.Post, $"{Entities}/{path}?op=add", "system", "1");
            await UntilAsync(path, "1");
        }
    }

    /// <summary>Waits until an entity has a state; null waits until it has none.</summary>
    private async Task UntilAsync(string path, string? state)
    {
        using var patience = new CancellationTokenSource(TestHub.Patience);
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            using var response = await _host.SendAsync(HttpMethod.Get, $"{Entities}/{path}", "system");
            if (response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(patience.Token) == state : state is null)
            {
                return;
            }
        }
    }

    internal static class Counters
    {
        [Function("tally")]
        public static Task TallyAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Tally>();

        [Function("other")]
        public static Task OtherAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Tally>();
    }

    internal sealed class Tally : TaskEntity<int>
    {
        public void Add(int amount) => State += amount;
    }
}
