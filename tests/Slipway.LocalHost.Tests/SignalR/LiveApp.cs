using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Slipway.LocalHost.Tests.SignalR;

/// <summary>An app with live updates, written as one would for Azure.</summary>
internal static class LiveApp
{
    internal sealed record Detail(string WorkflowId, int Step);

    internal sealed class Several
    {
        [HttpResult]
        public required IActionResult Answer { get; init; }

        [SignalROutput(HubName = "workflows")]
        public SignalRMessageAction[]? Messages { get; init; }

        [SignalROutput(HubName = "other")]
        public SignalRMessageAction? Elsewhere { get; init; }
    }

    [Function("negotiate")]
    public static IActionResult Negotiate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request,
        [SignalRConnectionInfoInput(HubName = "Workflows", UserId = "{headers.x-user}")] string info)
        => new ContentResult { Content = info, ContentType = "application/json", StatusCode = request.Headers.Count > 0 ? 200 : 500 };

    [Function("sendAll")]
    [SignalROutput(HubName = "workflows")]
    public static SignalRMessageAction SendAll([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request)
        => new("all", [new Detail("w1", request.Method.Length), 42, "text"]);

    [Function("send")]
    [SignalROutput(HubName = "WORKFLOWS")]
    public static SignalRMessageAction Send(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, string? user, string? group, string? connection)
        => new("some", [request.Query["text"].ToString()]) { UserId = user, GroupName = group, ConnectionId = connection };

    [Function("group")]
    [SignalROutput(HubName = "workflows")]
    public static SignalRGroupAction Group(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "group/{action}")] HttpRequest request,
        SignalRGroupActionType action,
        string user,
        string? name)
        => new(action) { UserId = user, GroupName = request.Query.ContainsKey("name") ? name : null };

    [Function("several")]
    public static Several SendSeveral([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request)
        => new()
        {
            Answer = new OkObjectResult(request.Method),
            Messages = [new("all", [1]), new("all", [2])],
            Elsewhere = new("all", ["not here"]),
        };

    [Function("noArguments")]
    [SignalROutput(HubName = "workflows")]
    public static SignalRMessageAction NoArguments([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request)
        => new(request.Method);

    [Function("Tell")]
    public static async Task<string> Tell([OrchestrationTrigger] TaskOrchestrationContext context)
        => await context.CallActivityAsync<object?>("Publish", context.InstanceId) is null ? "null" : "something";

    [Function("Publish")]
    [SignalROutput(HubName = "workflows")]
    public static SignalRMessageAction Publish([ActivityTrigger] string id) => new("all", [id]);
}
