using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Slipway.Core;
using Slipway.Core.Security;
using Slipway.Functions.Api;

namespace Slipway.Functions.Webhooks;

/// <summary>Takes GitHub's deliveries: checks the signature of the raw body before
/// anything reads it, and tells the branch's workflow.</summary>
internal sealed class GitHubWebhook(WorkflowControl control, IOptions<SlipwayOptions> options)
{
    /// <summary>GitHub sends nothing larger.</summary>
    private const int MaxBodyBytes = 25 * 1024 * 1024;

    [Function("GitHubWebhook")]
    public async Task<IResult> ReceiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/github")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        var cancellationToken = request.HttpContext.RequestAborted;
        if (await RequestBody.ReadAsync(request, MaxBodyBytes, cancellationToken) is not { } body)
        {
            return Problems.Of(
                StatusCodes.Status413PayloadTooLarge, ErrorCodes.InvalidRequest, "The delivery is larger than GitHub's limit of 25 MB.");
        }

        if (!WebhookSignature.Verify(options.Value.WebhookSecret ?? "", body, request.Headers["X-Hub-Signature-256"]))
        {
            return Problems.Of(
                StatusCodes.Status401Unauthorized,
                ErrorCodes.SignatureRefused,
                "X-Hub-Signature-256 is missing or does not fit the body. "
                    + "The secret in GitHub's webhook settings and Slipway:WebhookSecret "
                + "must be the same, and not empty.");
        }

        if (string.IsNullOrWhiteSpace(request.Headers["X-GitHub-Event"]))
        {
            return Problems.Of(
                StatusCodes.Status400BadRequest,
                ErrorCodes.InvalidRequest,
                "X-GitHub-Event is missing: GitHub says in it what happened, such as pull_request. A proxy must pass it on.");
        }

        GitHubDelivery delivery;
        try
        {
            using var payload = JsonDocument.Parse(body);
            delivery = GitHubDelivery.Read(
                request.Headers["X-GitHub-Event"].ToString(), request.Headers["X-GitHub-Delivery"].ToString(), payload.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter for text that is no Unicode, which shows only when it is looked at.
            return Problems.Of(
                StatusCodes.Status400BadRequest,
                ErrorCodes.InvalidRequest,
                $"The delivery is not JSON: {exception.Message} Choose the content type application/json in GitHub's webhook settings.");
        }

        return await HandleAsync(delivery, client, cancellationToken);
    }

    private async Task<IResult> HandleAsync(GitHubDelivery delivery, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (delivery.Signal is not { } signal || delivery.Workflow is not { } workflow)
        {
            return Answer("ignored", delivery.IgnoredBecause ?? "It concerns no workflow.");
        }

        try
        {
            var view = await control.SendAsync(client, workflow.Value, signal, cancellationToken);
            return view is null
                ? Answer("ignored", $"There is no workflow {workflow}.")
                : Answer("handled", $"{workflow} was told: {signal.Kind.ToString().ToLowerInvariant()} {signal.Action}".TrimEnd());
        }
        catch (SlipwayException exception) when (exception.Code == ErrorCodes.TransitionRefused)
        {
            return Answer("ignored", exception.Message);
        }
    }

    private static IResult Answer(string outcome, string reason) =>
        Results.Json(new { outcome, reason }, CoreJson.Options, statusCode: StatusCodes.Status202Accepted);
}
