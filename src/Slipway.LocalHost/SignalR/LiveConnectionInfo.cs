using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Slipway.LocalHost.Hosting.Functions;

namespace Slipway.LocalHost.SignalR;

/// <summary>What [SignalRConnectionInfoInput] hands out: the hub's address and a token for it.</summary>
/// <param name="tokens">Makes the tokens.</param>
/// <param name="hostUrl">The host's own address, for functions that no request started.</param>
internal sealed partial class LiveConnectionInfo(Func<ClientTokens> tokens, Func<string> hostUrl)
{
    private const int MaxUserLength = 256;

    /// <summary>As the real host gives it to a string: <c>{"url":"…","accessToken":"…"}</c>.</summary>
    public string Json(SignalRConnectionInfoInputAttribute attribute, InvocationContext invocation)
    {
        var info = Create(attribute, invocation);
        return JsonSerializer.Serialize(new { url = info.Url, accessToken = info.AccessToken });
    }

    /// <summary>As an object.</summary>
    public SignalRConnectionInfo Create(SignalRConnectionInfoInputAttribute attribute, InvocationContext invocation)
    {
        var request = invocation.Http?.Request;
        var origin = request is null ? hostUrl() : $"{request.Scheme}://{request.Host}";
        var url = origin + LiveHub.PathAndQuery(attribute.HubName!);
        return new SignalRConnectionInfo { Url = url, AccessToken = tokens().Issue(url, User(attribute.UserId, invocation)) };
    }

    // The binding expressions of the real host that make sense for a user: {headers.NAME}, {query.NAME} and values by name.
    private static string? User(string? expression, InvocationContext invocation)
    {
        if (string.IsNullOrEmpty(expression))
        {
            return null;
        }

        var request = invocation.Http?.Request;
        var user = Expression().Replace(expression, match =>
        {
            var name = match.Groups["name"].Value;
            return match.Groups["source"].Value.ToUpperInvariant() switch
            {
                "HEADERS." => request?.Headers[name].ToString() ?? string.Empty,
                "QUERY." => request?.Query[name].ToString() ?? string.Empty,
                _ => invocation.Values.TryGetValue(name, out var value) ? value?.ToString() ?? string.Empty : string.Empty,
            };
        });
        return user.Length is > 0 and <= MaxUserLength ? user : null;
    }

    [GeneratedRegex(@"\{(?<source>(headers|query)\.)?(?<name>[\w-]+)\}", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Expression();
}
