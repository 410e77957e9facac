using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Slipway.Core.Security.Access;

namespace Slipway.EndToEnd.Tests;

/// <summary>A team on one host, as a process and over HTTP: who somebody is, what they may do, and what gets round it.</summary>
public sealed class AccessTests
{
    private static readonly string Ada = AccessToken.New();
    private static readonly string Vic = AccessToken.New();
    private static readonly string Bob = AccessToken.New();

    private static readonly Dictionary<string, string> Team = new(StringComparer.Ordinal)
    {
        ["Slipway__Access__People__ada__Tokens__0"] = AccessToken.HashOf(Ada), ["Slipway__Access__People__ada__Roles__0"] = "operator",
        ["Slipway__Access__People__vic__Tokens__0"] = AccessToken.HashOf(Vic), ["Slipway__Access__People__vic__Roles__0"] = "viewer",
        ["Slipway__Access__People__bob__Tokens__0"] = AccessToken.HashOf(Bob), ["Slipway__Access__People__bob__Roles__0"] = "operator",
        ["LOG_LEVEL"] = "trace",
    };

    private static readonly object Asks = new
    {
        definition = new
        {
            id = "asks",
            steps = new object[] { new { id = "ok", type = "approval", config = new { message = "Fine?" } } },
        },
    };

    [Fact]
    public async Task A_viewer_starts_nothing_an_operator_does_and_somebody_else_approves_it_without_a_token_in_any_file_or_log()
    {
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home, Team);

        using var byViewer = await SendAsync(host, Vic, HttpMethod.Post, "workflows", Asks);
        Assert.Equal(HttpStatusCode.Forbidden, byViewer.StatusCode);
        Assert.Contains(
            "vic (viewer) may not do this: it needs workflow:create", await byViewer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var byOperator = await SendAsync(host, Ada, HttpMethod.Post, "workflows", Asks);
        Assert.Equal(HttpStatusCode.Accepted, byOperator.StatusCode);
        var id = (await byOperator.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        await Poll.UntilAsync(
            () => GetAsync(host, Vic, $"workflows/{id}"),
            workflow => workflow.GetProperty("definition").GetProperty("current").GetArrayLength() > 0,
            workflow => $"{workflow}\n{host.Output}");

        using var own = await SendAsync(host, Ada, HttpMethod.Post, $"workflows/{id}/approve", new { });
        using var forged = await SendAsync(host, Ada, HttpMethod.Post, $"workflows/{id}/approve", new { actor = "bob" });
        using var other = await SendAsync(host, Bob, HttpMethod.Post, $"workflows/{id}/approve", new { });
        Assert.Equal(
            (HttpStatusCode.Conflict, HttpStatusCode.Forbidden, HttpStatusCode.Accepted),
            (own.StatusCode, forged.StatusCode, other.StatusCode));
        var done = await Poll.UntilAsync(
            () => GetAsync(host, Vic, $"workflows/{id}"), workflow => workflow.GetProperty("status").GetString() is "completed" or "failed",
            workflow => $"{workflow}\n{host.Output}");
        Assert.Equal("completed", done.GetProperty("status").GetString());
        var events = $"{await GetAsync(host, Vic, $"workflows/{id}/events")}";
        Assert.Contains("\"actor\":\"bob\"", events, StringComparison.Ordinal);

        await host.KillAsync();
        Assert.Contains("StartWorkflow was refused: vic (viewer)", host.Output, StringComparison.Ordinal);
        foreach (var token in new[] { Ada, Vic, Bob })
        {
            Assert.DoesNotContain(token, host.Output, StringComparison.Ordinal);
            foreach (var file in Directory.EnumerateFiles(scene.Home, "*", SearchOption.AllDirectories))
            {
                Assert.DoesNotContain(token, Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Nothing_gets_round_it()
    {
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home, Team);
        var key = host.Client.DefaultRequestHeaders.GetValues("x-functions-key").Single();
        var principal = Convert.ToBase64String(
            "{\"claims\":[{\"typ\":\"preferred_username\",\"val\":\"eve\"},{\"typ\":\"roles\",\"val\":\"admin\"}]}"u8);
        string[][] forged =
        [
            [], ["Authorization: Bearer "], ["Authorization: Bearer"], ["Authorization: " + Ada], ["Authorization: Basic " + Ada],
            ["Authorization: Bearer " + AccessToken.HashOf(Ada)], [$"Authorization: Bearer {Ada}, Bearer {Vic}"],
            ["Authorization: Bearer " + Ada, "Authorization: Bearer " + Ada], ["Authorization: Bearer x", "Authorization: Bearer " + Ada],
            ["Authorization: Bearer " + Ada.ToLowerInvariant()], ["X-MS-CLIENT-PRINCIPAL: " + principal],
            ["X-MS-CLIENT-PRINCIPAL: " + principal, "X-MS-CLIENT-PRINCIPAL-NAME: ada"], ["x_ms_client_principal: " + principal],
            ["X-Original-URL: /api/health"], ["X-HTTP-Method-Override: GET"], ["Cookie: access_token=" + Ada],
        ];
        foreach (var headers in forged)
        {
            var answer = await RawAsync(host, "GET /api/workflows", [$"x-functions-key: {key}", .. headers]);
            Assert.True(answer.StartsWith("HTTP/1.1 401", StringComparison.Ordinal), $"{string.Join('|', headers)}: {answer}");
        }

        Assert.Contains(
            "WWW-Authenticate: Bearer", await RawAsync(host, "GET /api/workflows", [$"x-functions-key: {key}"]),
            StringComparison.OrdinalIgnoreCase);
        foreach (var target in new[]
        {
            $"/API/Workflows?code={key}", $"/api//workflows?code={key}", $"/api/workflows/?code={key}", $"/api/./workflows?code={key}",
            $"/api/health/../workflows?code={key}", $"/api/health/..%2fworkflows?code={key}", $"/api/health%2f..%2fworkflows?code={key}",
            $"/api/%77orkflows?code={key}", $"/api/workflows;/health?code={key}", $"/api/workflows?code={key}&access_token={Ada}",
            $"/api/workflows%00?code={key}", $"/api/negotiate?code={key}",
        })
        {
            var answer = await RawAsync(host, $"GET {target}", []);
            Assert.False(answer.StartsWith("HTTP/1.1 2", StringComparison.Ordinal), $"{target}: {answer}");
        }

        // The key is asked for as before, and what operates the task hub takes the system key alone.
        Assert.StartsWith(
            "HTTP/1.1 401", await RawAsync(host, "GET /api/workflows", [$"Authorization: Bearer {Ada}"]), StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 401",
            await RawAsync(
                host, "GET /runtime/webhooks/durabletask/instances", [$"x-functions-key: {key}", $"Authorization: Bearer {Ada}"]),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 200",
            await RawAsync(host, "GET /api/workflows", [$"x-functions-key: {key}", $"authorization: bearer {Ada}"]),
            StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await RawAsync(host, "GET /api/health", []), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_App_Service_names_is_believed_where_the_settings_say_so_with_a_warning_beside_it()
    {
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home, "--Slipway:Access:AppService", "true");
        var principal = Convert.ToBase64String("""
            {"auth_typ":"aad","claims":[{"typ":"preferred_username","val":"eve@example.com"},{"typ":"roles","val":"viewer"}]}
            """u8);
        host.Client.DefaultRequestHeaders.Add("X-MS-CLIENT-PRINCIPAL", principal);

        using var list = await host.Client.GetAsync("/api/workflows");
        using var start = await host.Client.PostAsJsonAsync("/api/workflows", Asks);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (list.StatusCode, start.StatusCode));
        Assert.Contains("eve@example.com (viewer) may not do this", await start.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("WEBSITE_AUTH_ENABLED does not say that App Service Authentication is on", host.Output, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HostProcess host, string token, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, "/api/" + path);
        request.Headers.Authorization = new("Bearer", token);
        request.Content = body is null ? null : JsonContent.Create(body);
        return await host.Client.SendAsync(request);
    }

    private static async Task<JsonElement> GetAsync(HostProcess host, string token, string path)
    {
        using var answer = await SendAsync(host, token, HttpMethod.Get, path);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Sends what no client would.</summary>
    private static async Task<string> RawAsync(HostProcess host, string line, string[] headers)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(host.Url.Host, host.Url.Port);
        await using var stream = tcp.GetStream();
        var request = $"{line} HTTP/1.1\r\nHost: {host.Url.Authority}\r\nConnection: close\r\n"
            + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
