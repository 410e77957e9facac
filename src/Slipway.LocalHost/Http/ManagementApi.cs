using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Hosting;
using Slipway.LocalHost.Storage;
using static Slipway.LocalHost.Http.ManagementRequest;

namespace Slipway.LocalHost.Http;

/// <summary>
/// The Durable Functions management API under <c>/runtime/webhooks/durabletask</c>: query, list, events, terminate, suspend, resume,
/// restart, rewind, purge and start, and entities. Callers bring the system key (or the master key).
/// </summary>
internal sealed class ManagementApi(HostState state, IDurableTaskCatalog catalog, string hubName)
{
    /// <summary>Answers a request; the id is empty where the route has none.</summary>
    internal delegate Task<IResult> Handler(HttpContext context, string id);

    public void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(ManagementUrls.Path);
        Add(group, "GET", "instances", (context, _) => ListAsync(context));
        Add(group, "DELETE", "instances", (context, _) => PurgeManyAsync(context));
        Add(group, "GET", "instances/{id}", GetAsync);
        Add(group, "DELETE", "instances/{id}", PurgeAsync);
        Add(group, "POST", "instances/{id}/raiseEvent/{eventName}", WhileAlive(RaiseEventAsync));
        Add(group, "POST", "instances/{id}/terminate", WhileAlive(async (context, id) =>
        {
            await Client.TerminateInstanceAsync(id, Reason(context), context.RequestAborted).ConfigureAwait(false);
            return Results.StatusCode(StatusCodes.Status202Accepted);
        }));
        Add(group, "POST", "instances/{id}/suspend", WhileAlive(async (context, id) =>
        {
            await Client.SuspendInstanceAsync(id, Reason(context), context.RequestAborted).ConfigureAwait(false);
            return Results.StatusCode(StatusCodes.Status202Accepted);
        }));
        Add(group, "POST", "instances/{id}/resume", WhileAlive((context, id) => ResumeAsync(Client, context, id)));
        Add(group, "POST", "instances/{id}/rewind", RewindAsync);
        Add(group, "POST", "instances/{id}/restart", async (context, id) =>
        {
            var newId = Flag(context, "restartWithNewInstanceId", whenUnset: true);
            var started = await Client.RestartAsync(id, newId, context.RequestAborted).ConfigureAwait(false);
            return await StartedAsync(context, started).ConfigureAwait(false);
        });
        Add(group, "POST", "orchestrators/{functionName}/{id?}", StartAsync);
        new EntityManagementApi(() => Client.Entities).Map((method, pattern, handle) =>
            Add(group, method, pattern, (context, _) => handle(context)));
        new OperationsApi(state, StartedAsync).Map((method, pattern, handler) => Add(group, method, pattern, handler));
    }

    private DurableTaskClient Client => state.Client;

    private void Add(RouteGroupBuilder group, string method, string pattern, Handler handler)
        => group.MapMethods(pattern, [method], (RequestDelegate)(context => HandleAsync(context, handler)));

    private async Task HandleAsync(HttpContext context, Handler handler)
    {
        if (!KeyCheck.IsAllowed(context.Request, AuthorizationLevel.System, state.Keys))
        {
            await Problems.UnauthorizedAsync(context).ConfigureAwait(false);
            return;
        }

        IResult result;
        try
        {
            result = await handler(context, context.Request.RouteValues["id"] as string ?? string.Empty).ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            result = Message(StatusCodes.Status400BadRequest, exception.Message);
        }
        catch (NotSupportedException exception)
        {
            result = Message(StatusCodes.Status501NotImplemented, exception.Message);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or TaskHubException or BadHttpRequestException))
        {
            result = Error(exception);
        }

        await result.ExecuteAsync(context).ConfigureAwait(false);
    }

    private async Task<IResult> GetAsync(HttpContext context, string id)
    {
        if (await Client.GetInstanceAsync(id, getInputsAndOutputs: true, context.RequestAborted).ConfigureAwait(false) is not { } instance)
        {
            return Unknown(id);
        }

        var history = Flag(context, "showHistory", whenUnset: false)
            ? await Client.GetOrchestrationHistoryAsync(id, context.RequestAborted).ConfigureAwait(false)
            : null;
        var status = ManagementStatus.From(
            instance,
            Flag(context, "showInput", whenUnset: true),
            history,
            Flag(context, "showHistoryOutput", whenUnset: false)) with
        {
            Why = Why(context, id),
        };
        if (!instance.IsCompleted)
        {
            context.Response.Headers.Location = UriHelper.GetEncodedUrl(context.Request);
            context.Response.Headers.RetryAfter = "5";
            return Results.Json(status, ManagementStatus.Json, statusCode: StatusCodes.Status202Accepted);
        }

        var failed = instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed
            && Flag(context, "returnInternalServerErrorOnFailure", whenUnset: false);
        return Results.Json(
            status, ManagementStatus.Json, statusCode: failed ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK);
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        var showInput = Flag(context, "showInput", whenUnset: true);
        var top = Top(context, OrchestrationQuery.DefaultPageSize);
        var query = new InstanceQuery
        {
            CreatedFrom = Time(context, "createdTimeFrom"),
            CreatedTo = Time(context, "createdTimeTo"),
            Statuses = Statuses(context),
            Name = Query(context, "name"),
            Tag = Tag(context),
            InstanceIdPrefix = Query(context, "instanceIdPrefix"),
            PageSize = top,
            FetchInputsAndOutputs = true,
            ContinuationToken = ContinuationToken(context),
        };
        await foreach (var page in Client.GetAllInstancesAsync(query).AsPages(query.ContinuationToken, top)
            .WithCancellation(context.RequestAborted).ConfigureAwait(false))
        {
            context.Response.Headers[ContinuationHeader] = page.ContinuationToken ?? string.Empty;
            return Results.Json(
                page.Values.Select(instance => ManagementStatus.From(instance, showInput, history: null) with
                {
                    Why = Why(context, instance.InstanceId),
                }),
                ManagementStatus.Json);
        }

        return Results.Json(Array.Empty<ManagementStatus>(), ManagementStatus.Json);
    }

    /// <summary>Why an instance waits, if that is asked for.</summary>
    private WaitingReport? Why(HttpContext context, string id)
        => Flag(context, "showWhy", whenUnset: false) ? TaskHubOperations.Of(Client).WhyWaiting(id) : null;

    private async Task<IResult> PurgeAsync(HttpContext context, string id)
    {
        var purged = await Client.PurgeInstanceAsync(id, context.RequestAborted).ConfigureAwait(false);
        return purged.PurgedInstanceCount > 0 ? Deleted(purged.PurgedInstanceCount) : Unknown(id);
    }

    private async Task<IResult> PurgeManyAsync(HttpContext context)
    {
        var from = Time(context, "createdTimeFrom") ?? throw new ArgumentException("'createdTimeFrom' is required.");
        var filter = new PurgeInstancesFilter(from, Time(context, "createdTimeTo"), Statuses(context));
        var purged = await Client.PurgeAllInstancesAsync(filter, context.RequestAborted).ConfigureAwait(false);
        return purged.PurgedInstanceCount > 0
            ? Deleted(purged.PurgedInstanceCount)
            : Message(StatusCodes.Status404NotFound, "No ended instance matches.");
    }

    private async Task<IResult> RaiseEventAsync(HttpContext context, string id)
    {
        var payload = await BodyAsync(context).ConfigureAwait(false);
        var name = (string)context.Request.RouteValues["eventName"]!;
        await Client.RaiseEventAsync(id, name, payload, context.RequestAborted).ConfigureAwait(false);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    private async Task<IResult> StartAsync(HttpContext context, string id)
    {
        var name = (string)context.Request.RouteValues["functionName"]!;
        if (!catalog.TryGetOrchestrator(name, out _))
        {
            throw new ArgumentException($"There is no orchestrator '{name}'.");
        }

        var input = await BodyAsync(context).ConfigureAwait(false);
        var options = id.Length > 0 ? new StartOrchestrationOptions(id) : null;
        var started = await Client.ScheduleNewOrchestrationInstanceAsync(name, input, options, context.RequestAborted)
            .ConfigureAwait(false);
        return await StartedAsync(context, started).ConfigureAwait(false);
    }

    /// <summary>Says where the instance is watched; or what came of it, when the caller wants to wait and it ends in time.</summary>
    private async Task<IResult> StartedAsync(HttpContext context, string instanceId)
    {
        if (Seconds(context, "timeout") is { } timeout && Seconds(context, "pollingInterval") is { } interval)
        {
            if (interval > timeout)
            {
                throw new ArgumentException("'timeout' must not be shorter than 'pollingInterval'.");
            }

            if (await WaitAsync(context, instanceId, timeout).ConfigureAwait(false) is { } ended)
            {
                return ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed
                    ? Results.Text(ended.SerializedOutput ?? "null", "application/json", Encoding.UTF8)
                    : await GetAsync(context, instanceId).ConfigureAwait(false);
            }
        }

        var links = new ManagementUrls($"{context.Request.Scheme}://{context.Request.Host}", state.Keys.System)
            .HostPayload(instanceId, hubName);
        context.Response.Headers.RetryAfter = "10";
        context.Response.Headers.Location = links["statusQueryGetUri"];
        return Results.Json(links, ManagementStatus.Json, statusCode: StatusCodes.Status202Accepted);
    }

    // The engine says when it is done, so nothing is polled; the interval only has to make sense.
    private async Task<OrchestrationMetadata?> WaitAsync(HttpContext context, string instanceId, TimeSpan timeout)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(timeout);
        try
        {
            return await Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }

    // Unlike the other commands it is for instances that have ended, by a failure.
    private async Task<IResult> RewindAsync(HttpContext context, string id)
    {
        switch (await Client.GetInstanceAsync(id, context.RequestAborted).ConfigureAwait(false))
        {
            case null:
                return Unknown(id);
            case { RuntimeStatus: OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Terminated }:
                return Message(StatusCodes.Status410Gone, $"The instance '{id}' has ended, and not by a failure.");
            case { RuntimeStatus: not OrchestrationRuntimeStatus.Failed } running:
                return Message(
                    StatusCodes.Status409Conflict,
                    $"The instance '{id}' is {running.RuntimeStatus}; only one that has failed can be rewound.");
            default:
                await Client.RewindInstanceAsync(id, Reason(context) ?? string.Empty, context.RequestAborted).ConfigureAwait(false);
                return Results.StatusCode(StatusCodes.Status202Accepted);
        }
    }

    private static async Task<IResult> ResumeAsync(DurableTaskClient client, HttpContext context, string id)
    {
        if (await client.GetInstanceAsync(id, context.RequestAborted).ConfigureAwait(false)
            is { RuntimeStatus: not OrchestrationRuntimeStatus.Suspended } instance)
        {
            throw new InvalidOperationException($"The instance '{id}' is {instance.RuntimeStatus}; only a suspended one can be resumed.");
        }

        await client.ResumeInstanceAsync(id, Reason(context), context.RequestAborted).ConfigureAwait(false);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    private Handler WhileAlive(Handler handler)
        => async (context, id) => await Client.GetInstanceAsync(id, context.RequestAborted).ConfigureAwait(false) switch
        {
            null => Unknown(id),
            { IsCompleted: true } => Message(StatusCodes.Status410Gone, $"The instance '{id}' has ended."),
            _ => await handler(context, id).ConfigureAwait(false),
        };

    private static IEnumerable<OrchestrationRuntimeStatus>? Statuses(HttpContext context)
        => Query(context, "runtimeStatus")?
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status)
                ? status
                : throw new ArgumentException(
                    $"'{name}' is no runtimeStatus; there are {string.Join(", ", Enum.GetNames<OrchestrationRuntimeStatus>())}."))
            .ToList();

    private static string? Reason(HttpContext context) => Query(context, "reason");

    // Also what the real host answers: all of it, for a caller who holds the system key.
    private static IResult Error(Exception exception)
        => Results.Json(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Message"] = "The request could not be carried out.",
                ["ExceptionMessage"] = exception.Message,
                ["ExceptionType"] = exception.GetType().FullName,
                ["StackTrace"] = exception.StackTrace,
            },
            statusCode: StatusCodes.Status500InternalServerError);

    private static IResult Deleted(int count) => Results.Json(new { instancesDeleted = count });

    internal static IResult Unknown(string id) => Message(StatusCodes.Status404NotFound, $"There is no instance '{id}'.");
}
