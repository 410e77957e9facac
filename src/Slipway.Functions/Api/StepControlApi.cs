using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Functions.Access;

namespace Slipway.Functions.Api;

/// <summary>What people can do with a step of a workflow of a definition, and the events they can send it.</summary>
internal sealed class StepControlApi(WorkflowControl control)
{
    [Function("RetryStep")]
    public Task<IResult> RetryAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "workflows/{id}/steps/{step}/retry")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string step) => SendAsync(request, client, id, new WorkflowSignal { Kind = SignalKind.RetryStep, Step = step });

    [Function("SkipStep")]
    public Task<IResult> SkipAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "workflows/{id}/steps/{step}/skip")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string step) => SendAsync(request, client, id, new WorkflowSignal { Kind = SignalKind.SkipStep, Step = step });

    [Function("RunStepByHand")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "workflows/{id}/steps/{step}/run")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string step) => SendAsync(request, client, id, new WorkflowSignal { Kind = SignalKind.RunStep, Step = step });

    [Function("GoBackToStep")]
    public Task<IResult> GoBackAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "workflows/{id}/steps/{step}/go-back")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string step) => SendAsync(request, client, id, new WorkflowSignal { Kind = SignalKind.GoBack, Step = step });

    [Function("ChangeStepInput")]
    public Task<IResult> ChangeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "workflows/{id}/steps/{step}/input")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string step) => SendAsync(request, client, id, new WorkflowSignal { Kind = SignalKind.ChangeInput, Step = step });

    [Function("RaiseWorkflowEvent")]
    public Task<IResult> RaiseAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "workflows/{id}/events/{name}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string name) => SendAsync(request, client, id, new WorkflowSignal { Kind = SignalKind.Event, Name = name });

    private async Task<IResult> SendAsync(HttpRequest request, DurableTaskClient client, string id, WorkflowSignal signal)
    {
        var cancellationToken = request.HttpContext.RequestAborted;
        try
        {
            var command = await RequestBody.ReadJsonAsync<StepCommand>(request, cancellationToken) ?? new StepCommand();
            var access = RequestAccess.Of(request);
            command = command with { Actor = access.Actor(command.Actor) };
            var view = await control.SendAsync(client, id, command.Complete(signal), access, cancellationToken);
            return view is null ? Problems.NotFound(id) : Results.Json(view, CoreJson.Options, statusCode: StatusCodes.Status202Accepted);
        }
        catch (Exception exception) when (Problems.Of(exception) is { } problem)
        {
            return problem;
        }
    }
}
