using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Slipway.Cli.Display;
using Slipway.Core.Security;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway webhook replay</c>: sends a saved delivery, signed, to the running host.</summary>
/// <remarks>The file is a payload, or a whole delivery as GitHub's API gives it (<c>GET …/hooks/{id}/deliveries/{id}</c>), which says its
/// event and id itself. A payload's id comes from its content: sent twice, it is the same delivery.</remarks>
internal sealed class WebhookReplayCommand : Verb
{
    private const string SecretVariable = "SLIPWAY_WEBHOOK_SECRET";
    private const string HostsVariable = "Slipway__WebhookSecret";
    private const long MaxFileBytes = 25 * 1024 * 1024;

    private readonly Argument<string> _file = new("FILE") { Description = "A payload, or a delivery as GitHub's API gives it; JSON." };
    private readonly Option<string?> _event = new("--event") { Description = "What a payload is about.", HelpName = "NAME" };

    /// <summary>Makes the verb.</summary>
    public WebhookReplayCommand(CliEnvironment environment)
        : base(
            "replay", $"Send a saved delivery to the host, signed with the secret in {SecretVariable} or {HostsVariable}.", environment,
            "slipway webhook replay delivery.json", "slipway webhook replay payload.json --event pull_request")
    {
        Add(_file);
        Add(_event);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        if ((Environment.Variable(SecretVariable) ?? Environment.Variable(HostsVariable)) is not { Length: > 0 } secret)
        {
            throw CliException.BadInput($"put the webhook secret into the environment variable {SecretVariable}");
        }

        var (name, id, body) = await ReadAsync(input, cancellationToken);
        var url = AddressOf(input).Url;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = !url.IsLoopback, AllowAutoRedirect = false })
        {
            Timeout = TimeSpan.FromSeconds(30),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, "/api/webhooks/github"));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("X-GitHub-Event", name);
        request.Headers.TryAddWithoutValidation("X-GitHub-Delivery", id);
        request.Headers.TryAddWithoutValidation("X-Hub-Signature-256", WebhookSignature.Sign(secret, body));
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            return await ShowAsync(answer, cancellationToken);
        }
        catch (HttpRequestException unreachable)
        {
            throw CliException.HostUnavailable($"cannot reach a host at {url} ({unreachable.Message})", unreachable);
        }
    }

    private async Task<int> ShowAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = SafeText.Line(await answer.Content.ReadAsStringAsync(cancellationToken), 2_000);
        if (answer.StatusCode == HttpStatusCode.Accepted)
        {
            await Environment.Output.WriteLineAsync(text);
            return ExitCode.Ok;
        }

        throw answer.StatusCode == HttpStatusCode.Unauthorized
            ? CliException.HostUnavailable($"the host has another webhook secret than {SecretVariable}, or none")
            : CliException.BadInput($"the host answered {(int)answer.StatusCode}: {text}");
    }

    private async Task<(string Event, string Id, byte[] Body)> ReadAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(input.GetValue(_file)!, Environment.CurrentDirectory);
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > MaxFileBytes)
        {
            throw CliException.BadInput(file.Exists ? $"{path} is larger than 25 MB" : $"there is no file {SafeText.Line(path, 400)}");
        }

        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return Parts(document.RootElement, bytes, input.GetValue(_event));
        }
        catch (JsonException exception)
        {
            throw CliException.BadInput($"{path} is no JSON: {exception.Message}");
        }
    }

    private static (string Event, string Id, byte[] Body) Parts(JsonElement root, byte[] bytes, string? name)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("request", out var request)
            && request.ValueKind == JsonValueKind.Object && request.TryGetProperty("payload", out var payload)
            && Text(root, "event") is { } own && Text(root, "guid") is { } guid)
        {
            return (name ?? own, guid, Encoding.UTF8.GetBytes(payload.GetRawText()));
        }

        return name is { Length: > 0 }
            ? (name, "replay-" + Convert.ToHexStringLower(SHA256.HashData(bytes))[..32], bytes)
            : throw CliException.BadInput("the file is a payload alone: say what it is about with --event, such as --event pull_request");
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
