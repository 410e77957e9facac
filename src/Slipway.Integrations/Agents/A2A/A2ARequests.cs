using System.Globalization;
using System.Text.Json.Nodes;

namespace Slipway.Integrations.Agents.A2A;

/// <summary>Writes the parameters of requests, in the form of each version.</summary>
/// <remarks>
/// The specification is at a2a-protocol.org. Of its three bindings this is JSON-RPC 2.0 over HTTP, without streams. A request names no
/// context of our own making: agents may refuse one that they did not make.
/// </remarks>
internal static class A2ARequests
{
    internal const int PageSize = 100;

    private const string MarkerName = "slipway";
    private const int HistoryToSearch = 100;

    internal static (string Method, JsonObject Parameters) Send(A2AInterface at, A2AMessage message)
    {
        var isOld = at.Version == A2AVersion.V03;
        var text = new JsonObject { ["text"] = message.Text };
        var data = new JsonObject { ["data"] = message.Data.DeepClone() };
        var body = new JsonObject
        {
            ["messageId"] = message.Id, ["role"] = isOld ? "user" : "ROLE_USER", ["parts"] = new JsonArray(text, data),
            ["metadata"] = new JsonObject { [MarkerName] = message.Marker },
        };
        if (isOld)
        {
            body["kind"] = "message";
            text["kind"] = "text";
            data["kind"] = "data";
        }

        if (message.ContextId is { } context)
        {
            body["contextId"] = context;
        }

        if (message.RefersTo is { } task)
        {
            body["referenceTaskIds"] = new JsonArray(task);
        }

        var configuration = new JsonObject
        {
            ["acceptedOutputModes"] = new JsonArray("text/plain", "text/markdown", "application/json", "text/x-diff"),
            ["historyLength"] = 1,
            [isOld ? "blocking" : "returnImmediately"] = !isOld,
        };
        return (
            isOld ? "message/send" : "SendMessage",
            For(at, new JsonObject { ["message"] = body, ["configuration"] = configuration }));
    }

    internal static (string Method, JsonObject Parameters) Get(A2AInterface at, string id) => (
        at.Version == A2AVersion.V03 ? "tasks/get" : "GetTask", For(at, new JsonObject { ["id"] = id, ["historyLength"] = 1 }));

    internal static (string Method, JsonObject Parameters) Cancel(A2AInterface at, string id) => (
        at.Version == A2AVersion.V03 ? "tasks/cancel" : "CancelTask", For(at, new JsonObject { ["id"] = id }));

    /// <summary>A page of the tasks that have changed since, of an agent of version 1.0.</summary>
    internal static (string Method, JsonObject Parameters) List(A2AInterface at, DateTimeOffset since, string? page)
    {
        var parameters = new JsonObject
        {
            ["pageSize"] = PageSize, ["historyLength"] = HistoryToSearch,
            ["statusTimestampAfter"] = since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        };
        if (page is not null)
        {
            parameters["pageToken"] = page;
        }

        return ("ListTasks", For(at, parameters));
    }

    private static JsonObject For(A2AInterface at, JsonObject parameters)
    {
        if (at.Tenant is { } tenant)
        {
            parameters["tenant"] = tenant;
        }

        return parameters;
    }
}
