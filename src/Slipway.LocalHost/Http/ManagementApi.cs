using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Hosting;

namespace Slipway.LocalHost.Http;

/// <summary>
/// The Durable Functions management API under <c>/runtime/webhooks/durabletask</c>: query, list, events, terminate, suspend, resume,
/// restart, rewind, purge and start. Callers bring the system key (or the master key).
/// </summary>
internal sealed class ManagementApi(HostState state, IDurableTaskCatalog catalog)
{
    private const string ContinuationHeader = "x-ms-continuation-token";
    private const int MaxPageSize = 1000;

    private delegate Task<IResult> Handler(HttpContext context, string id);

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
        Add(group, "POST", "instances/{id}/resume", WhileAlive(async (context, id) =>
        {
            await Client.ResumeInstanceAsync(id, Reason(context), context.RequestAborted).ConfigureAwait(false);
            return Results.StatusCode(StatusCodes.Status202Accepted);
        }));
        Add(group, "POST", "instances/{id}/rewind", async (context, id) =>
        {
            await Client.RewindInstanceAsync(id, Reason(context) ?? string.Empty, context.RequestAborted).ConfigureAwait(false);
            return Results.StatusCode(StatusCodes.Status202Accepted);
        });
        Add(group, "POST", "instances/{id}/restart", async (context, id) =>
        {
            var newId = Flag(context, "restartWithNewInstanceId", whenUnset: true);
            return Started(context, await Client.RestartAsync(id, newId, context.RequestAborted).ConfigureAwait(false));
        });
        Add(group, "POST", "orchestrators/{functionName}/{id?}", StartAsync);
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
        catch (InvalidOperationException exception)
        {
            result = Message(StatusCodes.Status409Conflict, exception.Message);
        }
        catch (NotSupportedException exception)
        {
            result = Message(StatusCodes.Status501NotImplemented, exception.Message);
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
        var status = ManagementStatus.From(instance, Flag(context, "showInput", whenUnset: true), history);
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
        var top = Query(context, "top") is { } text
            ? int.TryParse(text, out var number) && number is > 0 and <= MaxPageSize
                ? number
                : throw new ArgumentException($"'top' must be 1 to {MaxPageSize}.")
            : OrchestrationQuery.DefaultPageSize;
        var query = new OrchestrationQuery(
            Time(context, "createdTimeFrom"),
            Time(context, "createdTimeTo"),
            Statuses(context),
            InstanceIdPrefix: Query(context, "instanceIdPrefix"),
            PageSize: top,
            FetchInputsAndOutputs: true,
            ContinuationToken: context.Request.Headers[ContinuationHeader].ToString() is { Length: > 0 } token ? token : null);
        await foreach (var page in Client.GetAllInstancesAsync(query).AsPages(query.ContinuationToken, top)
            .WithCancellation(context.RequestAborted).ConfigureAwait(false))
        {
            context.Response.Headers[ContinuationHeader] = page.ContinuationToken ?? string.Empty;
            return Results.Json(
                page.Values.Select(instance => ManagementStatus.From(instance, showInput, history: null)), ManagementStatus.Json);
        }

        return Results.Json(Array.Empty<ManagementStatus>(), ManagementStatus.Json);
    }

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
        return Started(context, started);
    }

    private IResult Started(HttpContext context, string instanceId)
    {
        var payload = new ManagementUrls($"{context.Request.Scheme}://{context.Request.Host}", state.Keys.System).Payload(instanceId);
        context.Response.Headers.RetryAfter = "10";
        context.Response.Headers.Location = payload.StatusQueryGetUri;
        return Results.Json(payload, ManagementStatus.Json, statusCode: StatusCodes.Status202Accepted);
    }

    private Handler WhileAlive(Handler handler)
        => async (context, id) => await Client.GetInstanceAsync(id, context.RequestAborted).ConfigureAwait(false) switch
        {
            null => Unknown(id),
            { IsCompleted: true } => Message(StatusCodes.Status410Gone, $"The instance '{id}' has ended."),
            _ => await handler(context, id).ConfigureAwait(false),
        };

    private static async Task<object?> BodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength is 0 || (context.Request.ContentLength is null && context.Request.ContentType is null))
        {
            return null;
        }

        if (!context.Request.HasJsonContentType())
        {
            throw new ArgumentException("The body must be JSON, and Content-Type must say application/json.");
        }

        try
        {
            return await context.Request.ReadFromJsonAsync<JsonElement>(context.RequestAborted).ConfigureAwait(false);
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"The body is not valid JSON: {exception.Message}", exception);
        }
    }

    private static IEnumerable<OrchestrationRuntimeStatus>? Statuses(HttpContext context)
        => Query(context, "runtimeStatus")?
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status)
                ? status
                : throw new ArgumentException(
                    $"'{name}' is no runtimeStatus; there are {string.Join(", ", Enum.GetNames<OrchestrationRuntimeStatus>())}."))
            .ToList();

    private static DateTimeOffset? Time(HttpContext context, string name)
        => Query(context, name) is not { } text ? null
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
            : throw new ArgumentException($"'{name}' must be a time such as 2026-01-31T12:00:00Z.");

    private static bool Flag(HttpContext context, string name, bool whenUnset)
        => Query(context, name) is not { } text ? whenUnset
            : bool.TryParse(text, out var value) ? value
            : throw new ArgumentException($"'{name}' must be true or false.");

    private static string? Reason(HttpContext context) => Query(context, "reason");

    private static string? Query(HttpContext context, string name)
        => context.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static IResult Deleted(int count) => Results.Json(new { instancesDeleted = count });

    private static IResult Unknown(string id) => Message(StatusCodes.Status404NotFound, $"There is no instance '{id}'.");

    private static IResult Message(int status, string message)
        => Results.Json(new Dictionary<string, string>(StringComparer.Ordinal) { ["Message"] = message }, statusCode: status);
}
