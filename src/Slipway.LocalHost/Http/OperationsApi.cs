using System.Text.Json.Serialization;
using System.Text.Json;
using DurableTask.Core.Exceptions;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.Client;
using Slipway.LocalHost.Hosting;

namespace Slipway.LocalHost.Http;

/// <summary>
/// What this host's management API has beyond that of Durable Functions: export, fork, rewind to a step, verify, why. Same place, same
/// keys, same form of errors.
/// </summary>
/// <param name="state">The running host.</param>
/// <param name="started">Answers that an instance was started.</param>
internal sealed class OperationsApi(HostState state, Func<HttpContext, string, Task<IResult>> started)
{
    private const int PageSize = 200;

    private static readonly JsonSerializerOptions Json = new(ManagementStatus.Json)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private DurableTaskClient Client => state.Client;

    private InstanceOperations Operations => TaskHubOperations.Of(state.Client);

    /// <param name="add">Adds a route: method, pattern, handler.</param>
    public void Map(Action<string, string, ManagementApi.Handler> add)
    {
        add("GET", "verify", (context, _) => VerifyPageAsync(context));
        add("GET", "instances/{id}/export", (_, id) => Task.FromResult(
            Operations.Export(id) is { } file ? Results.Bytes(file, "application/json", $"{id}.json") : ManagementApi.Unknown(id)));
        add("POST", "instances/{id}/fork", ForkAsync);
        add("POST", "instances/{id}/rewindTo", RewindAsync);
        add("GET", "instances/{id}/why", (_, id) => Task.FromResult(Answer(id, Operations.WhyWaiting(id))));
        add("GET", "instances/{id}/verify", (_, id) => Task.FromResult(Answer(id, Operations.Verify(id))));
    }

    private static IResult Answer<T>(string id, T? answer) =>
        answer is null ? ManagementApi.Unknown(id) : Results.Json(answer, Json);

    private async Task<IResult> ForkAsync(HttpContext context, string id)
    {
        if (await Client.GetInstanceAsync(id, context.RequestAborted).ConfigureAwait(false) is null)
        {
            return ManagementApi.Unknown(id);
        }

        var request = await ReadAsync<ForkRequest>(context, "{\"afterTask\": 3, \"newInput\": \"again\"}").ConfigureAwait(false);
        try
        {
            var newId = await Client.ForkInstanceAsync(id, request.ToOptions(), context.RequestAborted).ConfigureAwait(false);
            return await started(context, newId).ConfigureAwait(false);
        }
        catch (OrchestrationAlreadyExistsException exception)
        {
            return ManagementRequest.Message(StatusCodes.Status409Conflict, exception.Message);
        }
    }

    private async Task<IResult> RewindAsync(HttpContext context, string id)
    {
        if (await Client.GetInstanceAsync(id, context.RequestAborted).ConfigureAwait(false) is null)
        {
            return ManagementApi.Unknown(id);
        }

        var options = await ReadAsync<RewindOptions>(context, "{\"afterTask\": 3, \"reason\": \"wrong input\", \"by\": \"ann\"}")
            .ConfigureAwait(false);
        await Client.RewindInstanceToAsync(id, options, context.RequestAborted).ConfigureAwait(false);
        return await started(context, id).ConfigureAwait(false);
    }

    private static async Task<T> ReadAsync<T>(HttpContext context, string example)
    {
        try
        {
            return await context.Request.ReadFromJsonAsync<T>(Json, context.RequestAborted).ConfigureAwait(false)
                ?? throw new JsonException("there is no body");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new ArgumentException($"The body must be JSON such as {example}: {exception.Message}", exception);
        }
    }

    /// <summary>Verifies a page of instances, of all there are; those that are intact are only counted.</summary>
    private async Task<IResult> VerifyPageAsync(HttpContext context)
    {
        var query = new OrchestrationQuery(PageSize: PageSize, ContinuationToken: ManagementRequest.Query(context, "continuation"));
        await foreach (var page in Client.GetAllInstancesAsync(query).AsPages(query.ContinuationToken, PageSize)
            .WithCancellation(context.RequestAborted).ConfigureAwait(false))
        {
            var verified = page.Values.Select(instance => Operations.Verify(instance.InstanceId)).OfType<HistoryVerification>().ToList();
            return Results.Json(
                new
                {
                    Verified = verified.Count,
                    Found = verified.Where(one => one.State != SealState.Intact),
                    Continuation = page.ContinuationToken,
                },
                Json);
        }

        return Results.Json(new { Verified = 0, Found = Array.Empty<HistoryVerification>() }, Json);
    }
}
