using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Slipway.LocalHost.Tests.SignalR;

/// <summary>
/// A SignalR client made of a WebSocket alone: the JSON protocol is JSON texts that end with U+001E, after a handshake of the same form.
/// </summary>
internal sealed class LiveClient : IAsyncDisposable
{
    private const char End = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly Queue<JsonElement> _received = [];
    private string _rest = string.Empty;

    /// <summary>Connects as the stock client does: negotiate with the app, then at the address it gives, then the socket.</summary>
    public static async Task<LiveClient> ConnectAsync(HttpClient http, string? user = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/negotiate?negotiateVersion=1");
        if (user is not null)
        {
            request.Headers.Add("x-user", user);
        }

        using var response = await http.SendAsync(request);
        var info = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        return await ConnectAsync(http, new Uri(info.GetProperty("url").GetString()!), info.GetProperty("accessToken").GetString()!);
    }

    public static async Task<LiveClient> ConnectAsync(HttpClient http, Uri url, string token)
    {
        var address = url.AbsoluteUri.Replace("/client/?", "/client/negotiate?") + "&negotiateVersion=1";
        using var negotiate = new HttpRequestMessage(HttpMethod.Post, address);
        negotiate.Headers.Authorization = new("Bearer", token);
        using var response = await http.SendAsync(negotiate);
        response.EnsureSuccessStatusCode();
        var answer = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());

        var client = new LiveClient { Id = answer.GetProperty("connectionId").GetString()! };
        var socket = new UriBuilder(url) { Scheme = "ws" };
        socket.Query += $"&id={answer.GetProperty("connectionToken").GetString()}&access_token={token}";
        await client._socket.ConnectAsync(socket.Uri, CancellationToken.None);
        await client.SendAsync("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", (await client.ReadAsync()).GetRawText());
        return client;
    }

    public required string Id { get; init; }

    /// <summary>The next invocation: its target and its arguments as JSON.</summary>
    public async Task<(string Target, string Arguments)> NextAsync()
    {
        JsonElement message;
        do
        {
            message = await ReadAsync();
        }
        while (message.GetProperty("type").GetInt32() != 1);

        return (message.GetProperty("target").GetString()!, message.GetProperty("arguments").GetRawText());
    }

    public Task SendAsync(string json)
        => _socket.SendAsync(Encoding.UTF8.GetBytes(json + End), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, CancellationToken.None);
        }

        _socket.Dispose();
    }

    private async Task<JsonElement> ReadAsync()
    {
        var buffer = new byte[16 * 1024];
        while (_received.Count == 0)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            var result = await _socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
            Assert.NotEqual(WebSocketMessageType.Close, result.MessageType);
            var parts = (_rest + Encoding.UTF8.GetString(buffer, 0, result.Count)).Split(End);
            _rest = parts[^1];
            foreach (var part in parts[..^1])
            {
                _received.Enqueue(JsonSerializer.Deserialize<JsonElement>(part));
            }
        }

        return _received.Dequeue();
    }
}
