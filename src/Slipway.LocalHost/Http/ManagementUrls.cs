using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Http;

/// <summary>Makes the addresses of the durable management API under one base.</summary>
/// <param name="baseUrl">Scheme and authority, without a slash at the end.</param>
/// <param name="systemKey">The key that the addresses carry.</param>
internal sealed class ManagementUrls(string baseUrl, string systemKey)
{
    /// <summary>Where the management API lives.</summary>
    internal const string Path = "/runtime/webhooks/durabletask";

    private static readonly ConditionalWeakTable<DurableTaskClient, ManagementUrls> Clients = [];

    /// <summary>Says where the host of a client listens; a host does it when it starts.</summary>
    internal static void Register(DurableTaskClient client, ManagementUrls urls) => Clients.AddOrUpdate(client, urls);

    /// <summary>The addresses for a client, under a request's base if there is one.</summary>
    /// <exception cref="InvalidOperationException">The client was not made by a running host.</exception>
    internal static ManagementUrls For(DurableTaskClient client, HttpRequestData? request)
    {
        if (!Clients.TryGetValue(client, out var urls))
        {
            throw new InvalidOperationException(
                "Only a client that a running host handed out (by [DurableClient]) knows its management addresses.");
        }

        return request is null ? urls : urls.Under(ForwardedBase(request));
    }

    /// <summary>The same addresses under another base.</summary>
    internal ManagementUrls Under(string otherBaseUrl) => new(otherBaseUrl, systemKey);

    /// <summary>The address of one instance, without a query.</summary>
    internal string Instance(string instanceId) => $"{baseUrl}{Path}/instances/{Uri.EscapeDataString(instanceId)}";

    /// <summary>All addresses of one instance.</summary>
    internal HttpManagementPayload Payload(string instanceId)
    {
        var instance = Instance(instanceId);
        var code = $"code={Uri.EscapeDataString(systemKey)}";
        return new HttpManagementPayload
        {
            Id = instanceId,
            StatusQueryGetUri = $"{instance}?{code}",
            SendEventPostUri = $"{instance}/raiseEvent/{{eventName}}?{code}",
            TerminatePostUri = $"{instance}/terminate?reason={{text}}&{code}",
            RewindPostUri = $"{instance}/rewind?reason={{text}}&{code}",
            PurgeHistoryDeleteUri = $"{instance}?{code}",
            RestartPostUri = $"{instance}/restart?{code}",
            SuspendPostUri = $"{instance}/suspend?reason={{text}}&{code}",
            ResumePostUri = $"{instance}/resume?reason={{text}}&{code}",
        };
    }

    /// <summary>The addresses as the host itself answers with them: they name the task hub and the connection, and none rewinds.</summary>
    internal Dictionary<string, string> HostPayload(string instanceId, string hubName)
    {
        var instance = Instance(instanceId);
        var query = $"taskHub={Uri.EscapeDataString(hubName)}&connection=Storage&code={Uri.EscapeDataString(systemKey)}";
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["id"] = instanceId,
            ["statusQueryGetUri"] = $"{instance}?{query}",
            ["sendEventPostUri"] = $"{instance}/raiseEvent/{{eventName}}?{query}",
            ["terminatePostUri"] = $"{instance}/terminate?reason={{text}}&{query}",
            ["purgeHistoryDeleteUri"] = $"{instance}?{query}",
            ["restartPostUri"] = $"{instance}/restart?{query}",
            ["suspendPostUri"] = $"{instance}/suspend?reason={{text}}&{query}",
            ["resumePostUri"] = $"{instance}/resume?reason={{text}}&{query}",
        };
    }

    // Forwarded first, then X-Forwarded-*, then the request's own address: the order of the real extension.
    private static string ForwardedBase(HttpRequestData request)
    {
        var host = request.Url.Authority;
        var scheme = request.Url.Scheme;
        if (Header(request, "Forwarded") is { } forwarded)
        {
            foreach (var pair in forwarded.Split(',')[0].Split(';', StringSplitOptions.TrimEntries))
            {
                var value = pair[(pair.IndexOf('=') + 1)..].Trim('"');
                host = pair.StartsWith("host=", StringComparison.OrdinalIgnoreCase) ? value : host;
                scheme = pair.StartsWith("proto=", StringComparison.OrdinalIgnoreCase) ? value : scheme;
            }
        }
        else
        {
            host = Header(request, "X-Forwarded-Host") ?? host;
            scheme = Header(request, "X-Forwarded-Proto") ?? scheme;
        }

        return $"{scheme}://{host}";
    }

    private static string? Header(HttpRequestData request, string name)
        => request.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
