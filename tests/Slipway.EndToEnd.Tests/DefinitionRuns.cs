using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Slipway.EndToEnd.Tests;

/// <summary>Starts workflows of definitions on a host, and follows them.</summary>
internal static class DefinitionRuns
{
    /// <summary>Starts one.</summary>
    /// <param name="host">Where.</param>
    /// <param name="definition">Its id, or the definition itself.</param>
    /// <param name="inputs">What it is given.</param>
    /// <param name="scene">Whose repository and agent it has; unset, none.</param>
    /// <returns>The workflow's id.</returns>
    public static async Task<string> StartAsync(HostProcess host, object definition, object? inputs = null, Scene? scene = null)
    {
        using var answer = await host.Client.PostAsJsonAsync("/api/workflows", new
        {
            definition,
            inputs = inputs ?? new { },
            repository = scene?.Repository,
            agent = scene is null ? null : new { command = scene.AgentCommand },
            actor = "tester",
        });
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, body);
        return JsonElement.Parse(body).GetProperty("id").GetString()!;
    }

    public static Task<JsonElement> UntilAsync(HostProcess host, string id, Func<JsonElement, bool> wanted) => Poll.UntilAsync(
        () => Scene.GetAsync(host, $"/api/workflows/{id}"), wanted, workflow => $"{workflow}\n{host.Output}");

    /// <summary>Waits until it has ended, or waits for a decision.</summary>
    /// <returns>What <c>definition</c> shows then.</returns>
    public static async Task<JsonElement> UntilAsync(HostProcess host, string id, string status)
    {
        var workflow = await UntilAsync(host, id, each => each.GetProperty("status").GetString() is "completed" or "failed" or "aborted"
            || (each.TryGetProperty("waitingFor", out var what) && what.GetString()!.StartsWith("A decision", StringComparison.Ordinal)));
        Assert.True(workflow.GetProperty("status").GetString() == status, $"{workflow}\n{host.Output}");
        return workflow.GetProperty("definition");
    }

    /// <summary>Waits until a step waits for people, and approves.</summary>
    public static async Task ApproveAsync(HostProcess host, string id, string step)
    {
        await UntilAsync(host, id, workflow => workflow.GetProperty("status").GetString() is "completed" or "failed"
            || StateOf(workflow.GetProperty("definition"), step) == "waiting");
        await Scene.PostAsync(host, $"/api/workflows/{id}/approve", new { actor = "ann", step }, HttpStatusCode.Accepted);
    }

    public static string? StateOf(JsonElement definition, string step) => definition.GetProperty("steps")
        .EnumerateArray().Single(each => each.GetProperty("id").GetString() == step).GetProperty("state").GetString();
}
