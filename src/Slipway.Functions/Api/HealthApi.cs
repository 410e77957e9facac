using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Slipway.Core;
using Slipway.Core.Policies.Admission;
using Slipway.Core.Security;
using Slipway.Functions.Telemetry;

namespace Slipway.Functions.Api;

/// <summary>Says how the host is, to whoever asks: for people, and for what starts and stops hosts.</summary>
internal sealed partial class HealthApi(WorkflowMeter meter, TimeProvider time, ILogger<HealthApi> logger)
{
    private const int MaxReasonLength = 300;

    /// <summary>For so long the task hub may take to answer.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Function("Health")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        var (queue, reason) = await LookAsync(client, request.HttpContext.RequestAborted);
        return queue is null
            ? Unavailable("unhealthy", reason)
            : Results.Json(
                new
                {
                    status = "healthy", activeWorkflows = queue.Running.Count, queued = queue.Waiting.Count,
                    metrics = new { totalExecutions = meter.Book.SumBy(WorkflowMeter.TotalExecutions, "outcome") },
                    timestamp = time.GetUtcNow(),
                },
                CoreJson.Options);
    }

    [Function("HealthLive")]
    public IResult Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/live")] HttpRequest request) =>
        Results.Json(new { status = "live", timestamp = time.GetUtcNow() }, CoreJson.Options);

    [Function("HealthReady")]
    public async Task<IResult> ReadyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/ready")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        var (queue, reason) = await LookAsync(client, request.HttpContext.RequestAborted);
        return queue is null
            ? Unavailable("not_ready", reason)
            : Results.Json(new { status = "ready", timestamp = time.GetUtcNow() }, CoreJson.Options);
    }

    private IResult Unavailable(string status, string? reason) => Results.Json(
        new { status, reason, timestamp = time.GetUtcNow() }, CoreJson.Options, statusCode: StatusCodes.Status503ServiceUnavailable);

    /// <summary>Reads who runs and who waits, or says why that cannot be read.</summary>
    private async Task<(AdmissionQueue? Queue, string? Reason)> LookAsync(DurableTaskClient client, CancellationToken left)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(left, limit.Token);
        try
        {
            return (await QueueView.QueueAsync(client, ends.Token), null);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return (null, $"The task hub has not answered for {Patience.TotalSeconds} seconds.");
        }
#pragma warning disable CA1031 // Whatever keeps the task hub from being read is the answer.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogUnreadable(exception);
            return (null, $"The task hub cannot be read: {Redactor.Redact(Sanitiser.Line(exception.Message, MaxReasonLength))}");
        }
    }
}
