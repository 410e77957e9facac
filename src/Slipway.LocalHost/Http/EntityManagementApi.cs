using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using static Slipway.LocalHost.Http.ManagementRequest;

namespace Slipway.LocalHost.Http;

/// <summary>
/// The management API's routes for entities: read a state, list, signal, delete; and makeprimary, which has nothing to do here.
/// </summary>
internal sealed class EntityManagementApi(Func<DurableEntityClient> entities)
{
    // How an empty key is written in an address.
    private const string EmptyKey = "$";

    /// <summary>Adds a route.</summary>
    internal delegate void Add(string method, string pattern, Func<HttpContext, Task<IResult>> handle);

    private DurableEntityClient Entities => entities();

    public void Map(Add add)
    {
        add("GET", "entities/{entityName}/{entityKey}", GetAsync);
        add("POST", "entities/{entityName}/{entityKey}", context => SignalAsync(context, Query(context, "op") ?? string.Empty));
        add("DELETE", "entities/{entityName}/{entityKey}", context => SignalAsync(context, "delete"));
        add("GET", "entities/{entityName?}", ListAsync);
        add("POST", "makeprimary", _ => Task.FromResult(Results.Ok()));
    }

    private static EntityInstanceId Id(HttpContext context)
    {
        var key = (string)context.Request.RouteValues["entityKey"]!;
        return new EntityInstanceId((string)context.Request.RouteValues["entityName"]!, key == EmptyKey ? string.Empty : key);
    }

    private async Task<IResult> GetAsync(HttpContext context)
    {
        var entity = await Entities.GetEntityAsync(Id(context), includeState: true, context.RequestAborted).ConfigureAwait(false);
        return entity is { IncludesState: true }
            ? Results.Text(entity.State.Value, "application/json", System.Text.Encoding.UTF8)
            : Results.NotFound();
    }

    private async Task<IResult> SignalAsync(HttpContext context, string operation)
    {
        var input = await BodyAsync(context).ConfigureAwait(false);
        await Entities.SignalEntityAsync(Id(context), operation, input, options: null, context.RequestAborted).ConfigureAwait(false);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        var fetchState = Flag(context, "fetchState", whenUnset: false);
        var top = Top(context, EntityQuery.DefaultPageSize);
        var query = new EntityQuery
        {
            InstanceIdStartsWith = context.Request.RouteValues["entityName"] is string name ? $"@{name}@" : null,
            LastModifiedFrom = Time(context, "lastOperationTimeFrom"),
            LastModifiedTo = Time(context, "lastOperationTimeTo"),
            IncludeState = fetchState,
            PageSize = top,
            ContinuationToken = ContinuationToken(context),
        };
        await foreach (var page in Entities.GetAllEntitiesAsync(query).AsPages(query.ContinuationToken, top)
            .WithCancellation(context.RequestAborted).ConfigureAwait(false))
        {
            context.Response.Headers[ContinuationHeader] = page.ContinuationToken ?? string.Empty;
            return Results.Json(page.Values.Select(Shown), ManagementStatus.Json);
        }

        return Results.Json(Array.Empty<JsonObject>(), ManagementStatus.Json);
    }

    private static JsonObject Shown(EntityMetadata entity)
    {
        var shown = new JsonObject
        {
            ["entityId"] = new JsonObject { ["name"] = entity.Id.Name, ["key"] = entity.Id.Key },
            ["lastOperationTime"] = entity.LastModifiedTime.UtcDateTime.ToString(ManagementStatus.TimeFormat),
        };
        if (entity.IncludesState)
        {
            shown["state"] = JsonNode.Parse(entity.State.Value);
        }

        return shown;
    }
}
