using System.Globalization;
using System.Text.Json.Nodes;
using DurableTask.Core.History;
using Slipway.LocalHost.Durable.History;
using CoreEvent = DurableTask.Core.History.HistoryEvent;

namespace Slipway.LocalHost.Durable.Client;

/// <summary>
/// Gives what an orchestration did with entities in the form that clients know: events that it sent to entities, and events by which they
/// answered. An answer's name is the number of the call.
/// </summary>
internal static class EntityEventMapping
{
    private const int NoEventId = -1;

    /// <summary>The event; null when it is not about entities.</summary>
    public static CoreEvent? Map(History.HistoryEvent value) => value switch
    {
        EntityCalled call => Sent(call, call.EntityId, "op", new JsonObject
        {
            ["op"] = call.Operation,
            ["input"] = call.Input,
            ["id"] = Number(call.TaskId),
        }),
        EntitySignaled signal => Sent(signal, signal.EntityId, "op", new JsonObject
        {
            ["op"] = signal.Operation,
            ["signal"] = true,
            ["input"] = signal.Input,
            ["id"] = Number(signal.TaskId),
            ["due"] = signal.DeliverAt,
        }),
        EntityLockRequested request => Sent(request, request.EntityIds[0], "op", new JsonObject
        {
            ["id"] = Number(request.TaskId),
            ["lockset"] = new JsonArray([.. request.EntityIds.Select(id => (JsonNode)id)]),
        }),
        EntityLockReleased release => Sent(release, string.Empty, "release", new JsonObject { ["id"] = Number(release.Section) }),
        EntityCallCompleted answer => Answered(answer.TaskId, new JsonObject { ["result"] = answer.Result }),
        EntityCallFailed answer => Answered(answer.TaskId, new JsonObject
        {
            ["exceptionType"] = answer.Failure.ErrorType,
            ["result"] = answer.Failure.ErrorMessage,
        }),
        EntityLockGranted answer => Answered(answer.TaskId, new JsonObject { ["result"] = "Lock acquired" }),
        _ => null,
    };

    private static EventSentEvent Sent(ScheduledEvent call, string entityId, string name, JsonObject input) =>
        new(call.TaskId) { InstanceId = entityId, Name = name, Input = Write(input) };

    private static EventRaisedEvent Answered(int taskId, JsonObject input) =>
        new(NoEventId, Write(input)) { Name = Number(taskId) };

    private static string Write(JsonObject json)
    {
        foreach (var (name, _) in json.Where(property => property.Value is null).ToList())
        {
            json.Remove(name);
        }

        return json.ToJsonString();
    }

    private static string Number(int taskId) => taskId.ToString(CultureInfo.InvariantCulture);
}
