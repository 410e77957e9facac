using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Http;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Steps;

/// <summary>
/// <c>http.call</c>: one HTTP request. It reaches the public Internet only, unless the host allows more; secrets are named in headers and
/// go to the hosts that they are for. A repeated attempt has the same <c>Idempotency-Key</c>, by which a receiver drops what comes twice.
/// </summary>
/// <param name="sender">Sends it.</param>
/// <param name="store">Has the secrets.</param>
/// <param name="secrets">What may not be in anything that is kept of the answer.</param>
/// <param name="artifacts">Keeps what is too large for an output.</param>
internal sealed class HttpCall(HttpCallSender sender, SecretStore store, HostSecrets secrets, IArtifactStore artifacts) : IStepPlugin
{
    private const int DefaultMaxBytes = 1024 * 1024;
    private const int MaxInlineLength = 48 * 1024;

    // What the connection decides, and what would let one request be taken for two.
    private static readonly string[] ForbiddenHeaders =
    [
        "Host", "Connection", "Content-Length", "Transfer-Encoding", "Upgrade", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer",
    ];

    /// <inheritdoc/>
    public string Name => "http.call";

    /// <inheritdoc/>
    public string Description => "Sends an HTTP request; a status that is not expected is a failure.";

    /// <inheritdoc/>
    public TimeSpan DefaultTimeout => TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["url"],
          "additionalProperties": false,
          "properties": {
            "url": { "type": "string", "minLength": 1, "maxLength": 8192 },
            "method": { "enum": ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] },
            "headers": { "type": "object", "additionalProperties": { "type": ["string", "number", "boolean"] } },
            "body": { "description": "A text as it is; anything else as JSON." },
            "expect": {
              "type": ["integer", "array"], "minimum": 100, "maximum": 599, "minItems": 1, "maxItems": 50,
              "items": { "type": "integer", "minimum": 100, "maximum": 599 },
              "description": "The statuses that are no failure. Unset: 200 to 299."
            },
            "redirects": { "type": "integer", "minimum": 0, "maximum": 5, "description": "How many GET and HEAD follow. Default 0." },
            "maxBytes": { "type": "integer", "minimum": 1, "maximum": 16777216, "description": "The largest answer. Default 1 MiB." }
          }
        }
        """);

    /// <inheritdoc/>
    public StepConfigProblem? Check(JsonElement config)
    {
        if (StepConfig.Literal(config, "url") is { } url && Address(url, out var why) is null)
        {
            return new StepConfigProblem("url", why!);
        }

        foreach (var header in Headers(config))
        {
            var problem = StepConfig.Literal(header.Value) is { } text ? HeaderProblem(header.Name, text) : null;
            if (problem is not null)
            {
                return new StepConfigProblem($"headers.{header.Name}", problem);
            }

            if (store.Names.Count > 0 && UnknownSecret(header) is { } unknown)
            {
                return new StepConfigProblem(
                    $"headers.{header.Name}", $"This host has no secret '{unknown}': set {SecretStore.Section}:{unknown}.",
                    Nearest.One(unknown, store.Names) is { } near ? $"secret:{near}" : null);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public SlipwayException? Missing(JsonElement config) =>
        Headers(config).Select(UnknownSecret).FirstOrDefault(unknown => unknown is not null) is { } name
            ? new SlipwayException(ErrorCodes.SecretRefused, $"This host has no secret '{name}': set {SecretStore.Section}:{name}.")
            : null;

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!TryRead(context, out var request, out var failure))
        {
            return failure;
        }

        var answer = await sender.SendAsync(request, cancellationToken);
        var where = $"{request.Method} {HttpCallSender.Shown(answer.From)}";
        if (answer.Body is null)
        {
            return !Expects(context.Config, answer.Status) ? Unexpected(where, answer, "") : StepOutcome.Failed(
                ErrorCodes.OutputTooLarge, ErrorCategory.Configuration,
                $"{where} answered {answer.Status} with more than {request.MaxBytes:N0} bytes, the step's maxBytes.");
        }

        var mask = secrets.Mask();
        var text = Clean(Encoding.UTF8.GetString(answer.Body), mask);
        if (!Expects(context.Config, answer.Status))
        {
            return Unexpected(where, answer, text);
        }

        IReadOnlyList<ArtifactReference> kept = [];
        if (text.Length > MaxInlineLength)
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
            kept = [await artifacts.SaveAsync($"{context.StepId}-answer", "text/plain; charset=utf-8", content, cancellationToken)];
        }

        return StepOutcome.Success(
            $"{where} answered {answer.Status}.",
            new
            {
                status = answer.Status, headers = answer.Headers.ToDictionary(header => header.Key, header => Clean(header.Value, mask)),
                bytes = answer.Body.Length,
                body = kept.Count == 0 ? Value(answer, text) : null, artifact = kept.Count == 0 ? null : kept[0],
            },
            kept);
    }

    private static bool TryRead(
        StepContext context, [NotNullWhen(true)] out HttpCallRequest? request, [NotNullWhen(false)] out StepOutcome? failure)
    {
        request = null;
        if (!StepConfig.TryRead(context, "url", out var url, out failure))
        {
            return false;
        }

        if (Address(url, out var why) is not { } address)
        {
            failure = StepConfig.Invalid(context, $"has a 'url' that cannot be used: {why}");
            return false;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in Headers(context.Config))
        {
            var text = header.Value.ValueKind == JsonValueKind.String ? header.Value.GetString()! : header.Value.GetRawText();
            if (HeaderProblem(header.Name, text) is { } problem)
            {
                failure = StepConfig.Invalid(context, $"has the header '{Sanitiser.Line(header.Name, 60)}': {problem}");
                return false;
            }

            headers[header.Name] = text;
        }

        headers.TryAdd("Idempotency-Key", $"{context.Marker}/{context.Attempt}");
        var config = context.Config;
        request = new HttpCallRequest(new HttpMethod(context.Text("method") ?? "GET"), address, headers, Body(config))
        {
            IsJson = config.TryGetProperty("body", out var body) && body.ValueKind != JsonValueKind.String,
            Redirects = Number(config, "redirects") ?? 0,
            MaxBytes = Number(config, "maxBytes") ?? DefaultMaxBytes,
            TimeLimit = context.TimeLimit,
        };
        return true;
    }

    private static Uri? Address(string url, out string? why)
    {
        var isAddress = Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
        why = !isAddress ? "It must be an http or https address."
            : address!.UserInfo.Length > 0 ? "It holds a user or a password: name a secret in the header Authorization instead."
            : Redactor.Redact(url) != url ? "It holds what looks like a credential: name a secret in a header instead."
            : null;
        return why is null ? address : null;
    }

    private static string? HeaderProblem(string name, string value) =>
        name.Length is 0 or > 100 || !name.All(character => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character))
            ? "That is no name of a header."
        : ForbiddenHeaders.Contains(name, StringComparer.OrdinalIgnoreCase) ? "It is set by the connection: leave it out."
        : value.Any(char.IsControl) || value.Length > 8_192 ? "Its value must be one line of at most 8,192 characters."
        : Redactor.Redact(value) != value
            ? "It holds what looks like a credential, which would be kept in the definition and the history: name a secret, "
                + "such as 'Bearer secret:NAME'."
        : null;

    private string? UnknownSecret(JsonProperty header) => SecretStore.NamesIn(StepConfig.Literal(header.Value) ?? "")
        .FirstOrDefault(name => !store.Names.Contains(name, StringComparer.OrdinalIgnoreCase));

    private static IEnumerable<JsonProperty> Headers(JsonElement config) =>
        config.ValueKind == JsonValueKind.Object && config.TryGetProperty("headers", out var headers)
        && headers.ValueKind == JsonValueKind.Object
            ? headers.EnumerateObject()
            : [];

    private static byte[]? Body(JsonElement config) => !config.TryGetProperty("body", out var body) || body.ValueKind == JsonValueKind.Null
        ? null
        : Encoding.UTF8.GetBytes(body.ValueKind == JsonValueKind.String ? body.GetString()! : body.GetRawText());

    private static int? Number(JsonElement config, string name) =>
        config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? (int)value.GetDouble() : null;

    private static bool Expects(JsonElement config, int status) =>
        !config.TryGetProperty("expect", out var expected) || expected.ValueKind == JsonValueKind.Null ? status is >= 200 and <= 299
        : expected.ValueKind == JsonValueKind.Array ? expected.EnumerateArray().Any(one => one.TryGetInt32(out var each) && each == status)
        : expected.TryGetInt32(out var only) && only == status;

    private static StepOutcome Unexpected(string where, HttpCallAnswer answer, string text)
    {
        var said = Sanitiser.Line(text, 300);
        return StepOutcome.Failed(
            ErrorCodes.HttpCallFailed,
            (HttpStatusCode)answer.Status switch
            {
                HttpStatusCode.TooManyRequests => ErrorCategory.RateLimited,
                HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => ErrorCategory.Transient,
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ErrorCategory.Permission,
                _ => ErrorCategory.Configuration,
            },
            $"{where} answered {answer.Status}, which is not expected{(said.Length == 0 ? "." : $": {said}")}") with
        {
            RetryAfter = answer.RetryAfter,
        };
    }

    private static string Clean(string text, SecretMask mask) => mask.Apply(Redactor.Redact(Sanitiser.Text(text)));

    private static object? Value(HttpCallAnswer answer, string text)
    {
        if (!answer.IsJson || text.Length == 0)
        {
            return text.Length == 0 ? null : text;
        }

        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // What says that it is JSON and is none stays the text that it is.
            return text;
        }
    }
}
