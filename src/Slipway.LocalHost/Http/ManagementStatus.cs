using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DurableTask.Core.History;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Http;

/// <summary>An instance as the management API shows it.</summary>
internal sealed record ManagementStatus(
    string Name,
    string InstanceId,
    string RuntimeStatus,
    JsonNode? Input,
    JsonNode? CustomStatus,
    JsonNode? Output,
    string CreatedTime,
    string LastUpdatedTime,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<JsonObject>? HistoryEvents,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WaitingReport? Why = null)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>An instance as it is shown.</summary>
    /// <param name="instance">The instance, with its payloads.</param>
    /// <param name="showInput">Whether its input is shown.</param>
    /// <param name="history">Its history; null when that is not shown.</param>
    /// <param name="showResults">Whether the history's results are shown, too.</param>
    public static ManagementStatus From(
        OrchestrationMetadata instance, bool showInput, IEnumerable<HistoryEvent>? history, bool showResults = false)
        => new(
            instance.Name,
            instance.InstanceId,
            instance.RuntimeStatus.ToString(),
            showInput ? Node(instance.SerializedInput) : null,
            Node(instance.SerializedCustomStatus),
            instance.FailureDetails is { } failure ? JsonValue.Create(failure.ToString()) : Node(instance.SerializedOutput),
            instance.CreatedAt.UtcDateTime.ToString(TimeFormat),
            instance.LastUpdatedAt.UtcDateTime.ToString(TimeFormat),
            history?.Select(value => Event(value, showResults)).ToList());

    // What was stored is JSON; anything else (an output set by hand, say) is shown as text.
    private static JsonNode? Node(string? text)
    {
        try
        {
            return text is null ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static JsonObject Event(HistoryEvent happened, bool showResult)
    {
        var node = new JsonObject
        {
            ["EventType"] = happened.EventType.ToString(),
            ["EventId"] = happened.EventId,
            ["Timestamp"] = happened.Timestamp.ToString("O"),
        };
        var (name, taskId, reason) = happened switch
        {
            ExecutionStartedEvent started => (started.Name, null, null),
            TaskScheduledEvent scheduled => (scheduled.Name, null, null),
            SubOrchestrationInstanceCreatedEvent created => (created.Name, null, null),
            EventRaisedEvent raised => (raised.Name, null, null),
            TaskCompletedEvent completed => (null, completed.TaskScheduledId, null),
            TaskFailedEvent failed => (null, failed.TaskScheduledId, failed.Reason),
            SubOrchestrationInstanceCompletedEvent completed => (null, completed.TaskScheduledId, null),
            SubOrchestrationInstanceFailedEvent failed => (null, failed.TaskScheduledId, failed.Reason),
            TimerFiredEvent fired => (null, fired.TimerId, null),
            _ => ((string?)null, (int?)null, (string?)null),
        };
        Add(node, "Name", name is null ? null : JsonValue.Create(name));
        Add(node, "TaskScheduledId", taskId is { } id ? JsonValue.Create(id) : null);
        Add(node, "Reason", reason is null ? null : JsonValue.Create(reason));
        Add(node, "OrchestrationStatus", JsonValue.Create((happened as ExecutionCompletedEvent)?.OrchestrationStatus.ToString()));
        Add(node, "Result", showResult ? Node(Result(happened)) : null);
        return node;
    }

    private static string? Result(HistoryEvent happened)
        => happened switch
        {
            TaskCompletedEvent completed => completed.Result,
            SubOrchestrationInstanceCompletedEvent completed => completed.Result,
            ExecutionCompletedEvent completed => completed.Result,
            _ => null,
        };

    private static void Add(JsonObject node, string name, JsonNode? value)
    {
        if (value is not null)
        {
            node[name] = value;
        }
    }
}
