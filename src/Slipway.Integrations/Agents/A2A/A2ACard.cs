using System.Text.Json;
using Slipway.Core.Security;

namespace Slipway.Integrations.Agents.A2A;

/// <summary>Reads an agent's card: whether it can be spoken to from here, and how.</summary>
/// <remarks>
/// A card of version 1.0 lists its <c>supportedInterfaces</c>, each with a version; one of 0.3 has a <c>url</c>, a
/// <c>preferredTransport</c> and <c>additionalInterfaces</c>, all of one <c>protocolVersion</c>. A card can be both.
/// </remarks>
internal static class A2ACard
{
    private const string Binding = "JSONRPC";
    private const string WellKnown = ".well-known/agent-card.json";
    private const int LongestShown = 200;

    /// <summary>Where the card of an agent is.</summary>
    internal static Uri AddressOf(Uri endpoint) => endpoint.AbsolutePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
        ? endpoint
        : new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/" + WellKnown);

    /// <summary>Reads it.</summary>
    /// <returns>The interface to use, or why there is none.</returns>
    /// <exception cref="JsonException">It is no card.</exception>
    internal static (A2AInterface? Found, string? Problem) Read(JsonElement card, Uri endpoint, bool hasToken)
    {
        if (card.ValueKind != JsonValueKind.Object || Text(card, "name") is null)
        {
            throw new JsonException("Where its agent card should be is something else.");
        }

        if (RequiredExtension(card) is { } extension)
        {
            return (null, $"its card requires the extension '{Shown(extension)}', which Slipway does not have.");
        }

        if (Credentials(card, hasToken) is { } problem)
        {
            return (null, problem);
        }

        var offered = Offered(card).ToList();
        var found = offered.Where(each => each.Binding == Binding && each.Version is not null).OrderByDescending(each => each.Version)
            .FirstOrDefault();
        if (found is null)
        {
            var list = string.Join(", ", offered.Select(each => $"{each.Binding} {each.Said}"));
            return (
                null,
                $"its card offers {(list.Length > 0 ? Shown(list) : "no interface")}; Slipway speaks A2A 1.0 and 0.3 over JSONRPC.");
        }

        if (!Uri.TryCreate(found.Url, UriKind.Absolute, out var url) || !IsSameOrigin(url, endpoint))
        {
            return (
                null,
                $"its card says that it is at '{Shown(found.Url)}', which is not at {endpoint.GetLeftPart(UriPartial.Authority)}: nothing "
                + "is sent to another server than the Endpoint's. Set the Endpoint to where it is, or put the card right.");
        }

        return (new A2AInterface(url, found.Version!.Value, found.Short, found.Tenant, Text(card, "version")), null);
    }

    private static IEnumerable<Offer> Offered(JsonElement card)
    {
        foreach (var each in Items(card, "supportedInterfaces"))
        {
            yield return Offer.Of(
                Text(each, "url"), Text(each, "protocolBinding"), Text(each, "protocolVersion"), Text(each, "tenant"));
        }

        if (Text(card, "protocolVersion") is not { } version)
        {
            yield break;
        }

        yield return Offer.Of(Text(card, "url"), Text(card, "preferredTransport") ?? Binding, version, tenant: null);
        foreach (var each in Items(card, "additionalInterfaces"))
        {
            yield return Offer.Of(Text(each, "url"), Text(each, "transport"), version, tenant: null);
        }
    }

    private static string? RequiredExtension(JsonElement card) =>
        card.TryGetProperty("capabilities", out var capabilities) && capabilities.ValueKind == JsonValueKind.Object
            ? Items(capabilities, "extensions")
                .Where(extension => extension.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.True)
                .Select(extension => Text(extension, "uri") ?? "?")
                .FirstOrDefault()
            : null;

    /// <summary>What is wrong with our credentials, by the card.</summary>
    private static string? Credentials(JsonElement card, bool hasToken)
    {
        var required = Items(card, "securityRequirements")
            .Select(each => each.TryGetProperty("schemes", out var schemes) ? Names(schemes) : [])
            .Concat(Items(card, "security").Select(Names))
            .ToList();
        if (required.Count == 0 || required.Any(names => names.Count == 0))
        {
            return null;
        }

        var all = Shown(string.Join(", ", required.SelectMany(each => each).Distinct(StringComparer.Ordinal)));
        return required.All(names => names.Any(name => IsOther(card, name)))
            ? $"its card asks for credentials of another kind than a bearer token: {all}."
            : hasToken ? null
            : $"its card asks for credentials: {all}. Put a bearer token into an environment variable, and name that as its TokenVariable.";
    }

    /// <summary>Whether a scheme is no bearer token for certain; some cards write them in a form of their own.</summary>
    private static bool IsOther(JsonElement card, string name)
    {
        if (!card.TryGetProperty("securitySchemes", out var schemes) || schemes.ValueKind != JsonValueKind.Object
            || !schemes.TryGetProperty(name, out var scheme) || scheme.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        var http = scheme.TryGetProperty("httpAuthSecurityScheme", out var inside) ? inside : scheme;
        return Text(http, "scheme") is { } word ? !word.Equals("bearer", StringComparison.OrdinalIgnoreCase)
            : Text(scheme, "type") is "apiKey" or "mutualTLS"
                || scheme.TryGetProperty("apiKeySecurityScheme", out _) || scheme.TryGetProperty("mtlsSecurityScheme", out _);
    }

    private static List<string> Names(JsonElement schemes) => schemes.ValueKind == JsonValueKind.Object
        ? [.. schemes.EnumerateObject().Select(each => each.Name)]
        : throw new JsonException("Its agent card's security requirements are no objects.");

    private static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && one.UserInfo.Length == 0
        && (one.IsLoopback ? other.IsLoopback : one.IdnHost.Equals(other.IdnHost, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<JsonElement> Items(JsonElement holder, string name) =>
        !holder.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null ? []
        : list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(each => each.ValueKind == JsonValueKind.Object)
            ? list.EnumerateArray()
            : throw new JsonException($"Its agent card's '{name}' is no list of objects.");

    private static string? Text(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;

    private static string Shown(string text) => Sanitiser.Line(text, LongestShown);

    /// <summary>An interface that a card names.</summary>
    private sealed record Offer(string Url, string Binding, string Said, string? Tenant)
    {
        /// <summary>The version, when it is spoken here.</summary>
        internal A2AVersion? Version => Said.Split('.') switch
        {
            ["0", "3", ..] => A2AVersion.V03,
            ["1", _, ..] => A2AVersion.V10,
            _ => null,
        };

        internal string Short => string.Join('.', Said.Split('.').Take(2));

        internal static Offer Of(string? url, string? binding, string? version, string? tenant) =>
            new(url ?? string.Empty, binding ?? "?", version ?? "?", tenant is { Length: > 0 } ? tenant : null);
    }
}
