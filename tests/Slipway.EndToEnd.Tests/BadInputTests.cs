using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Slipway.EndToEnd.Tests;

/// <summary>What users get wrong, over HTTP: each is told what would be right, and a workflow beside it is not disturbed.</summary>
public sealed class BadInputTests
{
    [Fact]
    public async Task Each_wrong_request_is_told_what_would_be_right()
    {
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home);

        await RefusedAsync(host, scene.Request(("repository", "/nowhere/at/all")), "SLW2001");
        await RefusedAsync(host, scene.Request(("repository", scene.Root)), "SLW2001");
        await RefusedAsync(host, scene.Request(("repository", Path.Combine(scene.Root, "remote.git"))), "SLW2001");
        await RefusedAsync(host, scene.Request(("baseBranch", "mian")), "SLW2002");
        await RefusedAsync(host, scene.Request(("agent", new { command = "no-such-agent --do" })), "SLW3001");
        await RefusedAsync(host, scene.Request(("agent", new { name = "claude-cod" })), "SLW3001");
        await RefusedAsync(host, scene.Request(("requirement", " ")), "SLW1001");
        await RefusedAsync(host, scene.Request(("stateTimeoutMinutes", 31)), "SLW1001");
        await RefusedAsync(host, scene.Request(("gates", new[] { new { name = "a b", command = "true" } })), "SLW1001");

        await File.AppendAllTextAsync(Path.Combine(scene.Repository, "README.md"), "not committed\n");
        await RefusedAsync(host, scene.Request(), "SLW2003");
    }

    [Fact]
    public async Task Malformed_JSON_an_unknown_workflow_and_a_missing_key_are_problems()
    {
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home);

        using var malformed = new StringContent("{\"requirement\": ", Encoding.UTF8, "application/json");
        using var answer = await host.Client.PostAsync("/api/workflows", malformed);
        await AssertProblemAsync(answer, HttpStatusCode.BadRequest, "SLW1001");

        using var unknown = await host.Client.GetAsync("/api/workflows/wf-00000000000000000000");
        await AssertProblemAsync(unknown, HttpStatusCode.NotFound, "SLW1003");

        using var head = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/health"));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);

        using var continuation = await host.Client.GetAsync("/api/workflows?continuation=zz");
        await AssertProblemAsync(continuation, HttpStatusCode.BadRequest, "SLW1001");

        using var keyless = new HttpClient { BaseAddress = host.Url };
        using var refused = await keyless.GetAsync("/api/workflows");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("true", "SLW3003")]
    [InlineData("sh -c 'cat >/dev/null; exit 7'", "SLW3002")]
    public async Task An_agent_that_does_nothing_or_dies_parks_its_workflow_with_the_reason(string command, string code)
    {
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home);
        var failing = await scene.StartAsync(host, ("agent", new { command }), ("maxRetries", 0));
        var other = await scene.StartAsync(host);

        var parked = await Scene.UntilStateAsync(host, failing, "FAILED", "COMPLETED");
        Assert.Equal(code, parked.GetProperty("failure").GetProperty("code").GetString());
        var completed = await Scene.UntilStateAsync(host, other, "COMPLETED", "FAILED");
        Assert.Equal("COMPLETED", completed.GetProperty("state").GetString());
    }

    [Fact]
    public async Task An_agent_that_prints_binary_rubbish_without_end_is_cut_off_and_its_change_still_counts()
    {
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home);
        const string Command = "sh -c 'cat >/dev/null; head -c 300000000 /dev/urandom; echo 42 > answer.txt'";

        var id = await scene.StartAsync(host, ("agent", new { command = Command }), ("maxRetries", 0));

        var workflow = await Scene.UntilStateAsync(host, id, "COMPLETED", "FAILED");
        Assert.True(workflow.GetProperty("state").GetString() == "COMPLETED", workflow.ToString());
    }

    [Fact]
    public async Task A_command_that_never_ends_is_ended_by_the_state_timeout()
    {
        using var scene = new Scene();
        await File.WriteAllTextAsync(scene.Hold("plan"), "");
        await using var host = await HostProcess.StartAsync(scene.Home);

        var id = await scene.StartAsync(host, ("stateTimeoutMinutes", 0.03), ("maxRetries", 0));

        var parked = await Scene.UntilStateAsync(host, id, "FAILED", "COMPLETED");
        Assert.Contains(parked.GetProperty("failure").GetProperty("code").GetString(), new[] { "SLW3005", "SLW3002" });
    }

    [Fact]
    public async Task The_same_idempotency_key_starts_one_workflow()
    {
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home);

        var ids = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => StartWithKeyAsync(host, scene.Request(), HttpStatusCode.Accepted)));
        var other = await StartWithKeyAsync(host, scene.Request(("requirement", "Something else.")), HttpStatusCode.Conflict);

        Assert.Single(ids.Distinct());
        Assert.Null(other);
    }

    private static async Task<string?> StartWithKeyAsync(HostProcess host, object request, HttpStatusCode expected)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/workflows") { Content = JsonContent.Create(request) };
        message.Headers.Add("Idempotency-Key", "the same");
        using var answer = await host.Client.SendAsync(message);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, body);
        return JsonElement.Parse(body).TryGetProperty("id", out var id) ? id.GetString() : null;
    }

    private static async Task RefusedAsync(HostProcess host, object request, string code)
    {
        using var answer = await host.Client.PostAsJsonAsync("/api/workflows", request);
        await AssertProblemAsync(answer, HttpStatusCode.BadRequest, code);
    }

    private static async Task AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, body);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonElement.Parse(body);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }
}
