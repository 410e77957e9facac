using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Slipway.LocalHost.Hosting;

namespace Slipway.LocalHost.Http;

/// <summary>Which key opens what. The master key opens all.</summary>
internal static class KeyCheck
{
    private const string HeaderName = "x-functions-key";
    private const string QueryName = "code";

    public static bool IsAllowed(HttpRequest request, AuthorizationLevel level, HostKeys keys)
        => level switch
        {
            AuthorizationLevel.Anonymous => true,
            AuthorizationLevel.Function or AuthorizationLevel.User => HostKeys.Matches(Presented(request), keys.Function, keys.Master),
            AuthorizationLevel.System => HostKeys.Matches(Presented(request), keys.System, keys.Master),
            _ => HostKeys.Matches(Presented(request), keys.Master),
        };

    private static string? Presented(HttpRequest request)
        => request.Headers.TryGetValue(HeaderName, out var header) ? header.ToString() : request.Query[QueryName].ToString();
}
