using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Integrations.Tests.GitHub;
using Slipway.Integrations.Tests.Steps;

namespace Slipway.EndToEnd.Tests;

/// <summary>Secrets in all places where they can be configured, and services that repeat what they are sent.</summary>
internal sealed class CanaryWorld : IAsyncDisposable
{
    private static readonly string[] Names =
    [
        "HOOK", "OLDHOOK", "GITHUB", "AI", "AGENT", "CHAT", "BROKEN", "SIGN", "SHOP", "JIRA", "CODEGEN", "QUEUE", "PASSWORD", "DATABASE",
        "TELEMETRY", "TELEMETRYTEAM",
    ];

    private const string Receipt =
        "<QueueMessagesList><QueueMessage><MessageId>1</MessageId><InsertionTime>Thu, 01 Jan 2026 00:00:00 GMT</InsertionTime>"
        + "<ExpirationTime>Thu, 01 Jan 2099 00:00:00 GMT</ExpirationTime><PopReceipt>1</PopReceipt>"
        + "<TimeNextVisible>Thu, 01 Jan 2026 00:00:00 GMT</TimeNextVisible></QueueMessage></QueueMessagesList>";

    private readonly Scene _scene;

    private CanaryWorld(Scene scene) => _scene = scene;

    public GitHubServer GitHub { get; private set; } = null!;

    /// <summary>All other services: a model, chats, a shop, Jira, a remote agent, a queue.</summary>
    public WebServer Web { get; private set; } = null!;

    /// <summary>The bodies of the queue's messages.</summary>
    public IEnumerable<string> Queued => Web.Requests.Where(request => request.Path.StartsWith("/queue", StringComparison.Ordinal))
        .Select(request => request.Body);

    /// <summary>The spans, metrics and lines of the log that were sent.</summary>
    public IEnumerable<WebServer.Received> Telemetry =>
        Web.Requests.Where(request => request.Path.StartsWith("/telemetry", StringComparison.Ordinal));

    /// <summary>What the model was asked.</summary>
    public IEnumerable<WebServer.Received> Asked =>
        Web.Requests.Where(request => request.Path.StartsWith("/model", StringComparison.Ordinal));

    /// <summary>Shows the environment of the host, and notes all command lines of the machine.</summary>
    public string Leak => "tr '\\0' '\\n' < /proc/$PPID/environ; "
        + $"cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' >> {_scene.Root}/commands.log";

    /// <summary>The host's environment. The names of what holds secrets do not all say that it is one.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Slipway__WebhookSecret"] = this["HOOK"],
        ["Slipway__PreviousWebhookSecret"] = this["OLDHOOK"],
        ["Slipway__GitHub__ApiUrl"] = GitHub.ApiUrl,
        ["Slipway__GitHub__TokenName"] = "FORGE_LOGIN",
        ["Slipway__GitHub__ChangeGap"] = "00:00:00",
        ["FORGE_LOGIN"] = this["GITHUB"],
        ["Slipway__Ai__Provider"] = "OpenAI",
        ["Slipway__Ai__Model"] = "test-model",
        ["Slipway__Ai__Endpoint"] = $"{Web.Url}/model",
        ["Slipway__Ai__KeyName"] = "MODEL_ACCESS",
        ["MODEL_ACCESS"] = this["AI"],
        ["Slipway__Agents__leaky__Command"] = $"sh {_scene.Root}/leaky.sh",
        ["Slipway__Agents__leaky__Environment__0"] = "LEAKY_API_KEY",
        ["LEAKY_API_KEY"] = this["AGENT"],
        ["Slipway__Notifiers__team__UrlSetting"] = "TEAM_ADDRESS",
        ["Slipway__Notifiers__team__SecretSetting"] = "TEAM_SEAL",
        ["TEAM_ADDRESS"] = $"{Web.Url}/chat/{this["CHAT"]}",
        ["TEAM_SEAL"] = this["SIGN"],
        ["Slipway__Notifiers__broken__UrlSetting"] = "BROKEN_ADDRESS",
        ["BROKEN_ADDRESS"] = $"{Web.Url}/refuse/{this["BROKEN"]}",
        ["Slipway__Secrets__SHOP__Setting"] = "SHOP_ACCESS",
        ["Slipway__Secrets__SHOP__Hosts__0"] = "127.0.0.1",
        ["SHOP_ACCESS"] = this["SHOP"],
        ["Slipway__Outbound__AllowPrivate"] = "true",
        ["Slipway__Atlassian__Url"] = $"{Web.Url}/refuse",
        ["Slipway__Atlassian__User"] = "bot@example.com",
        ["Slipway__Atlassian__TokenSetting"] = "TRACKER_LOGIN",
        ["TRACKER_LOGIN"] = this["JIRA"],
        ["Slipway__Codegen__OrganizationId"] = "42",
        ["Slipway__Codegen__BaseUrl"] = Web.Url,
        ["Slipway__Codegen__TokenVariable"] = "REMOTE_LOGIN",
        ["REMOTE_LOGIN"] = this["CODEGEN"],
        ["Slipway__Events__Connection"] = "EVENTS_AT",
        ["EVENTS_AT"] = $"AccountName=queue;AccountKey={Base64(this["QUEUE"])};QueueEndpoint={Web.Url}/queue",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"{Web.Url}/telemetry",
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = $"authorization=Bearer%20{this["TELEMETRY"]},x-team={this["TELEMETRYTEAM"]}",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        ["DATABASE_PASSWORD"] = this["PASSWORD"],
        ["DATABASE_URL"] = $"postgres://shop:{this["DATABASE"]}@db.example.com/shop",
    };

    /// <summary>A secret.</summary>
    public string this[string name] => $"canary-{name.ToLowerInvariant()}-4f1d9a72c6e8";

    public static async Task<CanaryWorld> StartAsync(Scene scene)
    {
        var bare = Path.Combine(scene.Root, "remote.git");
        var world = new CanaryWorld(scene) { GitHub = await GitHubServer.StartAsync(bare) };
        world.Web = await WebServer.StartAsync(world.AnswerAsync);
        scene.Git("remote", "set-url", "origin", world.GitHub.CloneUrl);
        scene.Git("config", $"url.{bare}.insteadOf", world.GitHub.CloneUrl);
        world.GitHub.FailOnce("POST", "/pulls", 500, $$"""{"message":"Not with {{world["GITHUB"]}}."}""");
        await File.WriteAllTextAsync(Path.Combine(scene.Root, "leaky.sh"), $"""
            cat > /dev/null
            echo "$LEAKY_API_KEY" >> {scene.Root}/key.log
            echo "my key is $LEAKY_API_KEY"
            echo "my key is $LEAKY_API_KEY" >&2
            {world.Leak}
            echo 42 > answer.txt
            """);
        return world;
    }

    /// <summary>Fails when one of the secrets is in a text.</summary>
    public void AssertAbsent(string where, string text)
    {
        var found = Names.Where(name => text.Contains(this[name], StringComparison.Ordinal)
            || text.Contains(Base64(this[name]), StringComparison.Ordinal)).ToList();
        Assert.True(found.Count == 0, $"In {where}: {string.Join(", ", found.Select(name => $"{name}: {Around(text, this[name])}"))}");
    }

    public async ValueTask DisposeAsync()
    {
        await Web.DisposeAsync();
        await GitHub.DisposeAsync();
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Around(string text, string found)
    {
        var at = text.IndexOf(found, StringComparison.Ordinal);
        return at < 0 ? "as Base64" : $"…{text[Math.Max(0, at - 100)..Math.Min(text.Length, at + 60)]}…";
    }

    /// <summary>Everything that came is in the answer, as a success or as a refusal.</summary>
    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var echo = $"{path} {string.Join(' ', context.Request.Headers.Select(header => $"{header.Key}: {header.Value}"))}";
        return path switch
        {
            _ when path.StartsWith("/queue", StringComparison.Ordinal) => WebServer.AnswerAsync(context, 201, Receipt, "application/xml"),
            _ when path.StartsWith("/telemetry", StringComparison.Ordinal) => WebServer.AnswerAsync(context, 200, ""),
            _ when path.StartsWith("/model", StringComparison.Ordinal) => ModelAsync(context, echo),
            _ when path.StartsWith("/v1/", StringComparison.Ordinal) => WebServer.AnswerAsync(
                context, 403, JsonSerializer.Serialize(new { message = echo })),
            _ when path.StartsWith("/refuse", StringComparison.Ordinal) => WebServer.AnswerAsync(
                context, 400, JsonSerializer.Serialize(new { message = echo, errorMessages = new[] { echo } })),
            _ => WebServer.AnswerAsync(context, 200, JsonSerializer.Serialize(new { echo })),
        };
    }

    /// <summary>
    /// A model that repeats its key: in a review's summary, in a summary of the context, whose first form cannot be used, and in its
    /// refusal to decide.
    /// </summary>
    private Task ModelAsync(HttpContext context, string echo)
    {
        var asked = Web.Requests.Last(request => request.Path.StartsWith("/model", StringComparison.Ordinal)).Body;
        object? answer = asked.Contains("findings", StringComparison.Ordinal) ? new { summary = echo, findings = Array.Empty<object>() }
            : asked.Contains("choice", StringComparison.Ordinal) ? null
            : asked.Contains("That cannot be used", StringComparison.Ordinal)
                ? new
                {
                    summary = echo, answer = echo,
                    analysis = new { requirements = Array.Empty<string>(), affectedAreas = Array.Empty<string>(), complexity = "low" },
                }
                : new { summary = echo, answer = echo };
        if (answer is null)
        {
            return WebServer.AnswerAsync(
                context, 401, JsonSerializer.Serialize(new { error = new { message = echo, code = "invalid_api_key" } }));
        }

        var content = JsonSerializer.Serialize(answer);
        return WebServer.AnswerAsync(context, 200, JsonSerializer.Serialize(new
        {
            id = "1", @object = "chat.completion", created = 1, model = "test-model",
            choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content } } },
            usage = new { prompt_tokens = 1, completion_tokens = 1, total_tokens = 2 },
        }));
    }
}
