using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Security;
using Slipway.Functions.Access;

namespace Slipway.Functions.Api;

/// <summary>Pause, resume, cancel, recover, approve and reject, each with who and why.</summary>
internal sealed class WorkflowControlApi(WorkflowControl control, IOptions<SlipwayOptions> options)
{
    [Function("PauseWorkflow")]
    public Task<IResult> PauseAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "workflows/{id}/pause")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => SendAsync(request, client, id, SignalKind.Pause);

    [Function("ResumeWorkflow")]
    public Task<IResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "workflows/{id}/resume")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => SendAsync(request, client, id, SignalKind.Resume);

    [Function("CancelWorkflow")]
    public Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "workflows/{id}/cancel")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => SendAsync(request, client, id, SignalKind.Cancel);

    [Function("RecoverWorkflow")]
    public Task<IResult> RecoverAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "workflows/{id}/recover")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => SendAsync(request, client, id, SignalKind.Decide);

    [Function("ApproveWorkflow")]
    public Task<IResult> ApproveAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "workflows/{id}/approve")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => SendAsync(request, client, id, SignalKind.Approve);

    [Function("RejectWorkflow")]
    public Task<IResult> RejectAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "workflows/{id}/reject")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => SendAsync(request, client, id, SignalKind.Reject);

    private async Task<IResult> SendAsync(HttpRequest request, DurableTaskClient client, string id, SignalKind kind)
    {
        var cancellationToken = request.HttpContext.RequestAborted;
        try
        {
            var command = await RequestBody.ReadJsonAsync<WorkflowCommand>(request, cancellationToken) ?? new WorkflowCommand();
            Check(command);
            var access = RequestAccess.Of(request);
            var actor = access.Actor(command.Actor);
            var signal = new WorkflowSignal
            {
                Kind = kind,
                Actor = string.IsNullOrWhiteSpace(actor) ? "operator" : actor,
                Reason = command.Reason ?? command.Comment,
                Decision = command.Decision,
                State = command.State,
                Requirement = command.Requirement,
                Agent = command.Agent,
                Step = command.Step,
                Form = command.Form,
            };
            var view = await control.SendAsync(client, id, signal, access, cancellationToken);
            return view is null ? Problems.NotFound(id) : Results.Json(view, CoreJson.Options, statusCode: StatusCodes.Status202Accepted);
        }
        catch (Exception exception) when (Problems.Of(exception) is { } problem)
        {
            return problem;
        }
    }

    /// <summary>Holds a command's requirement and agent to the rules of a request's.</summary>
    private void Check(WorkflowCommand command)
    {
        var request = new WorkflowRequest
        {
            Requirement = command.Requirement is { } requirement ? Sanitiser.Text(requirement) : "unchanged",
            Repository = Path.GetTempPath(),
            Agent = command.Agent ?? new("unchanged"),
            Actor = command.Actor,
        };
        var errors = WorkflowRequestValidator.Validate(request, options.Value.Limits);
        if (errors.Count > 0)
        {
            throw new InvalidFieldsException(errors);
        }
    }
}
