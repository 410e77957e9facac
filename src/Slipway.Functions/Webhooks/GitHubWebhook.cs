using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Slipway.Core;
using Slipway.Core.Security;
using Slipway.Functions.Api;
using Slipway.Functions.Webhooks.Redelivery;

namespace Slipway.Functions.Webhooks;

/// <summary>Takes GitHub's deliveries: checks the signature of the raw body before anything reads it, and answers at once with what it
/// did or why it did nothing.</summary>
internal sealed class GitHubWebhook(
    GitHubRouter router, DeliveryIntake intake, DeliverySweeps sweeps, IOptions<SlipwayOptions> options)
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

        if (!IsSigned(body, request.Headers["X-Hub-Signature-256"]))
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

        try
        {
            using var payload = JsonDocument.Parse(DeliveryBody.Json(request, body));
            var read = new GitHubPayload(payload.RootElement);
            var source = sweeps.SourceOf(request.Headers, read);
            var (delivery, id) = router.Read(request.Headers, read);
            if (id is null && delivery.Signal is { } signal)
            {
                // It may be worked on twice, and must not be heard twice; that it starts something is for each one that comes.
                var own = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(body))}";
                delivery = delivery with { Signal = signal with { DeliveryId = own } };
            }

            return await intake.TakeAsync(
                client, delivery, id, () => sweeps.WakeAsync(client, source), cancellationToken) is { } answer
                ? Results.Json(answer, CoreJson.Options, statusCode: StatusCodes.Status202Accepted)
                : Problems.Of(
                    StatusCodes.Status503ServiceUnavailable,
                    ErrorCodes.StorageFailed,
                    "The delivery could not be kept within a second: the task hub is too slow. Send it again; GitHub is asked to.");
        }
        catch (JsonException exception)
        {
            return Problems.Of(
                StatusCodes.Status400BadRequest,
                ErrorCodes.InvalidRequest,
                $"The delivery is not JSON: {exception.Message} Choose the content type application/json in GitHub's webhook settings.");
        }
    }

    /// <summary>Both secrets are tried, so that deliveries signed with the one before are taken while it is replaced.</summary>
    private bool IsSigned(byte[] body, string? signature)
    {
        var current = WebhookSignature.Verify(options.Value.WebhookSecret ?? "", body, signature);
        var previous = WebhookSignature.Verify(options.Value.PreviousWebhookSecret ?? "", body, signature);
        return current | previous;
    }
}
