using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Slipway.Integrations.Http;
using Slipway.Integrations.Trackers;

namespace Slipway.Integrations.Tests.Trackers;

/// <summary>A real HTTP server on loopback that answers as the test says, in order.</summary>
internal sealed class AtlassianSite : IDisposable
{
    private readonly HttpListener _server = new();
    private readonly Queue<(int Status, string Body)> _answers = new();
    private readonly HttpClient _http = new(OutboundHandler.Create(new OutboundOptions { AllowPrivate = true }));

    public AtlassianSite()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        free.Stop();
        _server.Prefixes.Add(Url + "/");
        _server.Start();
        _ = ServeAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Slipway:Atlassian:Url"] = Url + "/", ["Slipway:Atlassian:User"] = "bot@example.com",
            ["Slipway:Atlassian:TokenSetting"] = "JiraToken", ["JiraToken"] = "t0ken-of-the-test",
        }).Build();
        Client = new AtlassianClient(_http, configuration, TimeProvider.System);
    }

    public string Url { get; }

    public AtlassianClient Client { get; }

    /// <summary>What was asked: verb, path and query, body.</summary>
    public List<(string Verb, string Path, string Body)> Asked { get; } = [];

    public string? Authorization { get; private set; }

    public AtlassianSite Answers(int status, string body)
    {
        _answers.Enqueue((status, body));
        return this;
    }

    public JsonElement Sent(int index) => JsonElement.Parse(Asked[index].Body);

    public void Dispose()
    {
        _server.Close();
        _http.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _server.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                Asked.Add((context.Request.HttpMethod, context.Request.RawUrl!, await reader.ReadToEndAsync()));
                Authorization = context.Request.Headers["Authorization"];
                var (status, body) = _answers.Dequeue();
                context.Response.StatusCode = status;
                context.Response.Headers["Retry-After"] = "17";
                context.Response.ContentType = "application/json";
                context.Response.Close(Encoding.UTF8.GetBytes(body), willBlock: false);
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
