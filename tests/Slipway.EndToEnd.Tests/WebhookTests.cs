using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Slipway.Core.Security;
using Slipway.Integrations.Tests.GitHub;

namespace Slipway.EndToEnd.Tests;

public sealed class WebhookTests
{
    private const string Secret = GitHubWebhooks.Secret;

    /// <summary>A host that is slow keeps a delivery, and works on it after its answer.</summary>
    private static readonly string[] Worked = ["handled", "taken"];

    [Fact]
    public async Task A_review_on_GitHub_approves_the_merge_that_waits_for_it()
    {
        using var scene = new Scene();
        await using var github = await GitHubServer.StartAsync();
        await using var host = await HostProcess.StartAsync(scene.Home, Scene.GitHubSettings(github));
        var id = await scene.StartAsync(host, ("merge", "after_approval"));
        await UntilStepAsync(host, id, "approve-merge");

        var review = Review(id);
        var answer = await DeliverAsync(host, "pull_request_review", review, Sign(review));

        Assert.Contains(answer.GetProperty("outcome").GetString(), Worked);
        await Scene.UntilStateAsync(host, id, "COMPLETED");
        var decided = Assert.Single(
            await Scene.EventsAsync(host, id), happened => happened.GetProperty("type").GetString() == "approval_decided");
        Assert.Equal("ada", decided.GetProperty("data").GetProperty("actor").GetString());
    }

    [Fact]
    public async Task A_delivery_that_comes_again_after_the_host_was_killed_starts_nothing_and_decides_nothing()
    {
        using var scene = new Scene();
        var rules = Path.Combine(scene.Root, "rules.yaml");
        await File.WriteAllTextAsync(rules, $$$"""
            rules:
              - name: implement
                label: slipway
                inputs:
                  repository: {{{scene.Repository}}}
                  requirement: "{{ issue.title }}"
                  agent: { command: "{{{scene.AgentCommand}}}" }
                  approvePlan: true
            """);
        await using var github = await GitHubServer.StartAsync();
        string[] settings = [.. Scene.GitHubSettings(github), "--Slipway:StartRules", rules];
        var labeled = JsonSerializer.Serialize(new
        {
            action = "labeled",
            label = new { name = "slipway" },
            issue = new { number = 7, title = "Put the answer into answer.txt" },
            repository = new { full_name = "acme/shop" },
            sender = new { login = "octocat", type = "User" },
        });
        var host = await HostProcess.StartAsync(scene.Home, settings);
        await DeliverAsync(host, "issues", labeled, Sign(labeled), delivery: "11111111");
        var id = await Scene.UntilOneStartedAsync(host);
        await UntilStepAsync(host, id, "approve-plan");
        var approval = Review(id);
        await DeliverAsync(host, "pull_request_review", approval, Sign(approval), delivery: "22222222");
        await Scene.UntilStateAsync(host, id, "COMPLETED", "FAILED");
        await host.KillAsync();

        await using var again = await HostProcess.StartAsync(scene.Home, settings);
        var second = await DeliverAsync(again, "issues", labeled, Sign(labeled), delivery: "11111111");
        await DeliverAsync(again, "pull_request_review", approval, Sign(approval), delivery: "22222222");

        Assert.Contains(id, second.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Single((await Scene.GetAsync(again, "/api/workflows")).GetProperty("workflows").EnumerateArray());
        Assert.Single(
            await Scene.EventsAsync(again, id), happened => happened.GetProperty("type").GetString() == "approval_decided");
    }

    [Fact]
    public async Task A_wrong_signature_is_refused_before_the_body_is_read_as_JSON()
    {
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home, "--Slipway:WebhookSecret", Secret);

        const string OfHelloWorld = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        await DeliverAsync(host, "ping", "Hello, World?", OfHelloWorld, HttpStatusCode.Unauthorized);
        await DeliverAsync(host, "ping", "Hello, World!", OfHelloWorld, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Clients_that_send_a_byte_and_then_nothing_keep_nobody_from_the_host_and_are_cut_off()
    {
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home, "--Slipway:WebhookSecret", Secret);
        var head = Encoding.ASCII.GetBytes(
            $"POST /api/webhooks/github HTTP/1.1\r\nHost: {host.Url.Authority}\r\nX-GitHub-Event: ping\r\n"
            + "Content-Length: 1000000\r\n\r\n{");
        var slow = new List<TcpClient>();
        try
        {
            for (var client = 0; client < 100; client++)
            {
                slow.Add(new TcpClient(host.Url.Host, host.Url.Port));
                await slow[^1].GetStream().WriteAsync(head);
            }

            var answer = await DeliverAsync(host, "ping", "{}", Sign("{}"));
            Assert.Contains(answer.GetProperty("outcome").GetString(), Worked);

            foreach (var client in slow)
            {
                // The server says why, or just hangs up.
                var reading = client.GetStream().ReadAtLeastAsync(new byte[4096], 4096, throwOnEndOfStream: false)
                    .AsTask().ContinueWith(_ => true, TaskScheduler.Default);
                await Poll.BeforeLimitAsync(reading, () => host.Output);
            }
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }
    }

    private static Task<JsonElement> UntilStepAsync(HostProcess host, string id, string step) => Poll.UntilAsync(
        () => Scene.GetAsync(host, $"/api/workflows/{id}"),
        workflow => workflow.TryGetProperty("step", out var current) && current.GetProperty("name").GetString() == step,
        workflow => $"{workflow}\n{host.Output}");

    private static string Review(string id) => JsonSerializer.Serialize(new
    {
        action = "submitted",
        review = new { state = "approved" },
        repository = new { full_name = "acme/shop" },
        pull_request = new { head = new { @ref = $"slipway/{id}" } },
        sender = new { login = "ada", type = "User" },
    });

    private static string Sign(string body) => WebhookSignature.Sign(Secret, Encoding.UTF8.GetBytes(body));

    private static async Task<JsonElement> DeliverAsync(
        HostProcess host, string eventName, string body, string signature, HttpStatusCode expected = HttpStatusCode.Accepted,
        string? delivery = null)
    {
        using var client = new HttpClient { BaseAddress = host.Url };
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/webhooks/github") { Content = content };
        message.Headers.Add("X-GitHub-Event", eventName);
        message.Headers.Add("X-GitHub-Delivery", delivery ?? Guid.NewGuid().ToString());
        message.Headers.Add("X-Hub-Signature-256", signature);
        using var answer = await client.SendAsync(message);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, text);
        return JsonElement.Parse(text);
    }
}
