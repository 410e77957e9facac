using System.Text.Json;
using Slipway.Core.Security.Access;

namespace Slipway.Functions.Tests.Access;

/// <summary>The whole app, over HTTP, for people with roles.</summary>
internal sealed class AccessScene(AppScene app) : IAsyncDisposable
{
    /// <summary>A definition that waits for an event and then for an approval.</summary>
    private const string Patient = """
        id: ID
        steps:
          - { id: go, uses: wait.event, config: { event: go } }
          - { id: ok, type: approval, dependsOn: [go], config: { message: Fine? } }
          - { id: say, uses: set, dependsOn: [ok], config: { text: done } }
        """;

    public AppScene App => app;

    /// <summary>Starts it with admin root, operator ada, viewer vic, and hank, who may do all with <c>hotfix_*</c>.</summary>
    public static async Task<AccessScene> StartAsync(params string[] more) => new(await AppScene.StartAsync(settings:
    [
        .. Person("root", "admin"), .. Person("ada", "operator"), .. Person("vic", "viewer"), .. Person("hank", "hotfixer"),
        .. Person("ci", "starter"),
        "--Slipway:Access:Roles:hotfixer:Permissions:0", "workflow:*",
        "--Slipway:Access:Roles:hotfixer:Permissions:1", "definition:*",
        "--Slipway:Access:Roles:hotfixer:Definitions:0", "hotfix_*",
        "--Slipway:Access:Roles:starter:Permissions:0", Permission.CreateWorkflow,
        .. more,
    ]));

    /// <summary>The settings of somebody who is known by their token.</summary>
    public static string[] Person(string name, string role) =>
    [
        $"--Slipway:Access:People:{name}:Tokens:0", AccessToken.HashOf(TokenOf(name)),
        $"--Slipway:Access:People:{name}:Roles:0", role,
    ];

    public static string TokenOf(string name) => $"slw_the-token-of-{name}-in-these-tests";

    /// <summary>Sends a request with somebody's token.</summary>
    public Task<HttpAnswer> AsAsync(
        string name, HttpMethod method, string path, string? body = null, string contentType = "application/json",
        params (string, string)[] headers) =>
        app.SendAsync(method, path, body, contentType, [("Authorization", $"Bearer {TokenOf(name)}"), .. headers]);

    public Task<HttpAnswer> GetAsync(string name, string path) => AsAsync(name, HttpMethod.Get, path);

    public Task<HttpAnswer> PostAsync(string name, string path, object body, params (string, string)[] headers) =>
        AsAsync(name, HttpMethod.Post, path, JsonSerializer.Serialize(body), headers: headers);

    /// <summary>Registers a definition that waits.</summary>
    public async Task DefineAsync(string id)
    {
        var answer = await AsAsync(
            "root", HttpMethod.Put, $"definitions/{id}", Patient.Replace("ID", id, StringComparison.Ordinal), "application/yaml");
        Assert.True(answer.Status == 201, answer.Text);
    }

    /// <summary>Starts a run of it that comes to its wait.</summary>
    public async Task<string> RunAsync(string name, string definition)
    {
        var answer = await PostAsync(name, "workflows", new { definition });
        Assert.True(answer.Status == 202, answer.Text);
        await app.Fixture.RunUntilIdleAsync();
        return answer["id"]!;
    }

    public async Task<IReadOnlyList<string>> ListedAsync(string name, string query = "") =>
    [
        .. (await GetAsync(name, "workflows" + query)).Json.GetProperty("workflows").EnumerateArray()
            .Select(workflow => workflow.GetProperty("id").GetString()!),
    ];

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
