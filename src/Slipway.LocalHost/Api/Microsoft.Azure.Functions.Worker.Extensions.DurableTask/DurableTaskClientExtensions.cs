using System.Net;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The durable client's HTTP side.</summary>
public static class DurableTaskClientExtensions
{
    private static readonly TimeSpan DefaultRetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>An answer 202 that says where the orchestration is watched and steered.</summary>
    public static Task<HttpResponseData> CreateCheckStatusResponseAsync(
        this DurableTaskClient client, HttpRequestData request, string instanceId, CancellationToken cancellation = default)
        => client.CreateCheckStatusResponseAsync(request, instanceId, HttpStatusCode.Accepted, cancellation);

    /// <summary>An answer of a given status that says where the orchestration is watched and steered.</summary>
    public static async Task<HttpResponseData> CreateCheckStatusResponseAsync(
        this DurableTaskClient client,
        HttpRequestData request,
        string instanceId,
        HttpStatusCode statusCode,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(request);
        var payload = client.CreateHttpManagementPayload(instanceId, request);
        var response = request.CreateResponse();
        response.Headers.TryAddWithoutValidation("Location", payload.StatusQueryGetUri);
        await response.WriteAsJsonAsync(payload, "application/json", cancellation).ConfigureAwait(false);
        response.StatusCode = statusCode;
        return response;
    }

    /// <summary>An answer 202 that says where the orchestration is watched and steered.</summary>
    public static HttpResponseData CreateCheckStatusResponse(
        this DurableTaskClient client, HttpRequestData request, string instanceId, CancellationToken cancellation = default)
        => client.CreateCheckStatusResponse(request, instanceId, HttpStatusCode.Accepted, cancellation);

    /// <summary>An answer of a given status that says where the orchestration is watched and steered.</summary>
    public static HttpResponseData CreateCheckStatusResponse(
        this DurableTaskClient client,
        HttpRequestData request,
        string instanceId,
        HttpStatusCode statusCode,
        CancellationToken cancellation = default)
        => client.CreateCheckStatusResponseAsync(request, instanceId, statusCode, cancellation).GetAwaiter().GetResult();

    /// <summary>
    /// Waits until the orchestration has ended and answers with its metadata; when the token is cancelled before, answers as
    /// <see cref="CreateCheckStatusResponseAsync(DurableTaskClient, HttpRequestData, string, CancellationToken)"/> does.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="request">The request that is answered.</param>
    /// <param name="instanceId">The orchestration; there is an error when it does not exist.</param>
    /// <param name="retryInterval">How often to look; unset means every second.</param>
    /// <param name="returnInternalServerErrorOnFailure">Whether a failed orchestration is answered with 500 instead of 200.</param>
    /// <param name="getInputsAndOutputs">Whether the metadata has the inputs and outputs.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public static async Task<HttpResponseData> WaitForCompletionOrCreateCheckStatusResponseAsync(
        this DurableTaskClient client,
        HttpRequestData request,
        string instanceId,
        TimeSpan? retryInterval = null,
        bool returnInternalServerErrorOnFailure = false,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            while (true)
            {
                var status = await client.GetInstanceAsync(instanceId, getInputsAndOutputs, cancellation).ConfigureAwait(false)
                    ?? throw new ArgumentException($"There is no orchestration '{instanceId}'.", nameof(instanceId));
                if (status.IsCompleted)
                {
                    return await AnswerAsync(request, status, returnInternalServerErrorOnFailure, cancellation).ConfigureAwait(false);
                }

                await Task.Delay(retryInterval ?? DefaultRetryInterval, TimeProvider.System, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return await client.CreateCheckStatusResponseAsync(request, instanceId, CancellationToken.None).ConfigureAwait(false);
        }
    }

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

    private static async Task<HttpResponseData> AnswerAsync(
        HttpRequestData request, OrchestrationMetadata status, bool errorOnFailure, CancellationToken cancellation)
    {
        var response = request.CreateResponse();
        var answer = new
        {
            status.Name,
            status.InstanceId,
            status.CreatedAt,
            status.LastUpdatedAt,
            RuntimeStatus = status.RuntimeStatus.ToString(),
            status.SerializedInput,
            status.SerializedOutput,
            status.SerializedCustomStatus,
        };
        await response.WriteAsJsonAsync(answer, "application/json", cancellation).ConfigureAwait(false);
        response.StatusCode = errorOnFailure && status.RuntimeStatus == OrchestrationRuntimeStatus.Failed
            ? HttpStatusCode.InternalServerError
            : HttpStatusCode.OK;
        return response;
    }
}
