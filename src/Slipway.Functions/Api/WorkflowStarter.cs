using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Access;
using Slipway.Functions.Watching;

namespace Slipway.Functions.Api;

/// <summary>Starts an orchestration once for an idempotency key, however often it is asked for.</summary>
internal sealed class WorkflowStarter(WorkflowControl control, WatchdogWaker watchdog, StartWait wait)
{
    private const int MaxKeyLength = 200;

    /// <summary>The key of a request; empty when it has none.</summary>
    /// <exception cref="SlipwayException">It is too long.</exception>
    public static string KeyOf(HttpRequest request)
    {
        var key = request.Headers["Idempotency-Key"].ToString();
        return key.Length <= MaxKeyLength ? key : throw new SlipwayException(
            ErrorCodes.InvalidRequest, $"The Idempotency-Key has more than {MaxKeyLength} characters.");
    }

    /// <summary>Starts it, or finds what the same key has started.</summary>
    /// <param name="request">The request, whose answer gets the workflow's address.</param>
    /// <param name="client">Starts and finds.</param>
    /// <param name="orchestrator">What runs.</param>
    /// <param name="isSame">Whether the input of an earlier start is that of the same request.</param>
    /// <param name="prepare">Gives its input, or says that it cannot work; asked only when it is not started already.</param>
    /// <param name="hostStops">Ends the wait for the workflow's end, where the request asks for one.</param>
    public async Task<IResult> StartAsync<T>(
        HttpRequest request, DurableTaskClient client, string orchestrator, Func<T, bool> isSame, Func<Task<T>> prepare,
        CancellationToken hostStops)
        where T : class
    {
        if (!StartWait.TryRead(request, out var longest, out var problem))
        {
            return problem;
        }

        var cancellationToken = request.HttpContext.RequestAborted;
        Task<OrchestrationMetadata> UntilOverAsync(OrchestrationMetadata started) =>
            wait.UntilOverAsync(client, started, longest, cancellationToken, hostStops);
        var key = KeyOf(request);
        var id = key.Length == 0 ? WorkflowId.New() : WorkflowId.ForIdempotencyKey(RequestAccess.Of(request).KeyOf(key));
        if (key.Length > 0 && await control.FindAsync(client, id.Value, cancellationToken) is { } earlier)
        {
            return await RepeatedAsync(request, earlier, isSame, UntilOverAsync);
        }

        var input = await prepare();
        try
        {
            OrchestrationRuntimeStatus[] any = [.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses];
            await client.ScheduleNewOrchestrationInstanceAsync(
                orchestrator, input, new StartOrchestrationOptions(id.Value).WithDedupeStatuses(any), cancellationToken);
        }
        catch (Exception exception) when (key.Length > 0 && exception is not OperationCanceledException)
        {
            // Each host says in a type of its own that a request with the same key was faster.
            if (await control.FindAsync(client, id.Value, cancellationToken) is { } faster)
            {
                return await RepeatedAsync(request, faster, isSame, UntilOverAsync);
            }

            throw;
        }

        await watchdog.WakeAsync(client, cancellationToken);
        return Accepted(request, await UntilOverAsync((await control.FindAsync(client, id.Value, cancellationToken))!));
    }

    private static async Task<IResult> RepeatedAsync<T>(
        HttpRequest request, OrchestrationMetadata earlier, Func<T, bool> isSame,
        Func<OrchestrationMetadata, Task<OrchestrationMetadata>> untilOverAsync)
        where T : class =>
        WorkflowView.Read<T>(earlier.SerializedInput) is { } input && isSame(input)
            ? Accepted(request, await untilOverAsync(earlier))
            : Problems.Of(
                StatusCodes.Status409Conflict,
                ErrorCodes.IdempotencyConflict,
                $"This Idempotency-Key started {earlier.InstanceId} with another request. Use a new key for a new request.");

    private static IResult Accepted(HttpRequest request, OrchestrationMetadata metadata)
    {
        var view = WorkflowView.From(metadata);
        request.HttpContext.Response.Headers.Location = view.Links["self"];
        var hasWaitedForEnd = request.Query.ContainsKey(StartWait.Name) && WorkflowView.IsOver(metadata, view);
        return Results.Json(
            view, CoreJson.Options, statusCode: hasWaitedForEnd ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }
}
