using System.Net.WebSockets;
using Slipway.LocalHost.Tests.Hosting;

namespace Slipway.LocalHost.Tests.SignalR;

/// <summary>Live updates, from an output binding to a client's socket.</summary>
public sealed class LiveTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync(typeof(LiveApp));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task The_connection_info_is_what_clients_expect()
    {
        var info = await _host.JsonAsync(HttpMethod.Post, "/api/negotiate");

        Assert.Equal($"{_host.Url}/client/?hub=workflows", info.GetProperty("url").GetString());
        Assert.Equal(3, info.GetProperty("accessToken").GetString()!.Split('.').Length);
        Assert.Equal(2, info.EnumerateObject().Count());
    }

    [Fact]
    public async Task A_message_reaches_all_clients_with_its_arguments_as_the_app_writes_them()
    {
        await using var one = await LiveClient.ConnectAsync(_host.Client);
        await using var two = await LiveClient.ConnectAsync(_host.Client, "ada");

        await PostAsync("/api/sendAll");

        var expected = ("all", """[{"WorkflowId":"w1","Step":4},42,"text"]""");
        Assert.Equal(expected, await one.NextAsync());
        Assert.Equal(expected, await two.NextAsync());
    }

    [Fact]
    public async Task Whoever_is_told_that_it_is_connected_misses_nothing_from_then_on()
    {
        for (var i = 0; i < 50; i++)
        {
            await using var client = await LiveClient.ConnectAsync(_host.Client);
            await PostAsync($"/api/send?text={i}");

            Assert.Equal($"[\"{i}\"]", (await client.NextAsync()).Arguments);
        }
    }

    [Fact]
    public async Task A_message_to_a_user_a_group_or_a_connection_reaches_only_it()
    {
        await using var ada = await LiveClient.ConnectAsync(_host.Client, "ada");
        await using var bob = await LiveClient.ConnectAsync(_host.Client, "bob");
        await PostAsync("/api/group/Add?user=bob&name=team");

        await PostAsync("/api/send?text=1&user=ada");
        await PostAsync("/api/send?text=2&group=team");
        await PostAsync($"/api/send?text=3&connection={ada.Id}");
        await PostAsync("/api/send?text=4&user=nobody");
        await PostAsync("/api/send?text=5");

        Assert.Equal(["[\"1\"]", "[\"3\"]", "[\"5\"]"], await ArgumentsAsync(ada, 3));
        Assert.Equal(["[\"2\"]", "[\"5\"]"], await ArgumentsAsync(bob, 2));
    }

    [Fact]
    public async Task The_connection_comes_before_the_user_and_the_user_before_the_group()
    {
        await using var ada = await LiveClient.ConnectAsync(_host.Client, "ada");
        await using var bob = await LiveClient.ConnectAsync(_host.Client, "bob");

        await PostAsync($"/api/send?text=1&user=bob&connection={ada.Id}");
        await PostAsync("/api/send?text=2&user=bob&group=team");
        await PostAsync("/api/send?text=end");

        Assert.Equal(["[\"1\"]", "[\"end\"]"], await ArgumentsAsync(ada, 2));
        Assert.Equal(["[\"2\"]", "[\"end\"]"], await ArgumentsAsync(bob, 2));
    }

    [Fact]
    public async Task A_users_groups_hold_for_later_connections_until_it_leaves_them()
    {
        await PostAsync("/api/group/Add?user=ada&name=team");
        await using var ada = await LiveClient.ConnectAsync(_host.Client, "ada");

        await PostAsync("/api/send?text=1&group=team");
        await PostAsync("/api/group/Remove?user=ada&name=team");
        await PostAsync("/api/send?text=2&group=team");
        await PostAsync("/api/group/Add?user=ada&name=team");
        await PostAsync("/api/group/RemoveAll?user=ada");
        await PostAsync("/api/send?text=3&group=team");
        await PostAsync("/api/send?text=end");

        Assert.Equal(["[\"1\"]", "[\"end\"]"], await ArgumentsAsync(ada, 2));
    }

    [Fact]
    public async Task Properties_of_a_result_go_to_their_hubs_and_the_answer_to_the_caller()
    {
        await using var client = await LiveClient.ConnectAsync(_host.Client);

        using var response = await _host.SendAsync(HttpMethod.Post, "/api/several");
        await PostAsync("/api/send?text=end");

        Assert.Equal("POST", await response.Content.ReadAsStringAsync());
        Assert.Equal(["[1]", "[2]", "[\"end\"]"], await ArgumentsAsync(client, 3));
    }

    [Fact]
    public async Task An_activity_with_an_output_sends_it_and_has_no_result()
    {
        await using var client = await LiveClient.ConnectAsync(_host.Client);
        var durable = DurableAppTests.Client(_host);
        var id = await durable.ScheduleNewOrchestrationInstanceAsync("Tell");

        var done = await durable.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);

        Assert.Equal("null", done.ReadOutputAs<string>());
        Assert.Equal(("all", $"[\"{id}\"]"), await client.NextAsync());
    }

    [Fact]
    public async Task A_message_without_arguments_fails_as_on_the_real_host()
    {
        Assert.Equal(500, await _host.StatusAsync(HttpMethod.Post, "/api/noArguments"));
        Assert.Contains(_host.Logs.Lines, line => line.Contains("a target and arguments"));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("foreign")]
    [InlineData("other hub")]
    [InlineData("changed")]
    public async Task Without_the_hubs_own_token_nobody_connects(string what)
    {
        var info = await _host.JsonAsync(HttpMethod.Post, "/api/negotiate");
        var token = info.GetProperty("accessToken").GetString()!;
        var hub = what == "other hub" ? "secrets" : "workflows";
        token = what switch
        {
            "none" => string.Empty,
            "foreign" => "eyJhbGciOiJub25lIn0.e30.",
            "changed" => token[..^2] + (token[^2] == 'A' ? 'B' : 'A') + token[^1],
            _ => token,
        };

        Assert.Equal(401, await _host.StatusAsync(HttpMethod.Post, $"/client/negotiate?hub={hub}&negotiateVersion=1&access_token={token}"));
        using var socket = new ClientWebSocket();
        var address = new UriBuilder(_host.Url) { Scheme = "ws", Path = "/client/", Query = $"hub={hub}&access_token={token}" };
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address.Uri, CancellationToken.None));
    }

    [Fact]
    public async Task A_client_has_nothing_to_call()
    {
        await using var client = await LiveClient.ConnectAsync(_host.Client);

        await client.SendAsync("""{"type":1,"target":"OnConnectedAsync","arguments":[]}""");
        await PostAsync("/api/send?text=end");

        Assert.Equal(["[\"end\"]"], await ArgumentsAsync(client, 1));
    }

    private static async Task<IReadOnlyList<string>> ArgumentsAsync(LiveClient client, int count)
    {
        var list = new List<string>();
        while (list.Count < count)
        {
            list.Add((await client.NextAsync()).Arguments);
        }

        return list;
    }

    private async Task PostAsync(string path) => Assert.Equal(200, await _host.StatusAsync(HttpMethod.Post, path));
}
