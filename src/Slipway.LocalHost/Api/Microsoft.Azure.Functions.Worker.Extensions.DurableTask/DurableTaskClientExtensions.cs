using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The durable client's HTTP side.</summary>
public static class DurableTaskClientExtensions
{
    /// <summary>
    /// The addresses at which an orchestration is watched and steered. Their base is the request's own address, or the host's when no
    /// request is given.
    /// </summary>
    /// <exception cref="InvalidOperationException">No request is given, and the client was not made by a running host.</exception>
    public static HttpManagementPayload CreateHttpManagementPayload(
        this DurableTaskClient client, string instanceId, HttpRequestData? request = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return ManagementUrls.For(client, request).Payload(instanceId);
    }
}
