using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Functions.Activities;

/// <summary>Makes <see cref="StepResult{T}"/>s.</summary>
internal static class StepResult
{
    public static StepResult<T> Succeeded<T>(T value, string? summary = null)
        where T : class => new(value, Summary: summary);

    public static StepResult<T> Failed<T>(string code, ErrorCategory category, string message, DateTimeOffset? retryAt = null)
        where T : class => new(null, new StepError(code, category, Redactor.Redact(Sanitiser.Text(message, 2_000)), retryAt));

    /// <summary>Runs an activity's work; what users can put right, a full disk, and being stopped become errors of the step.</summary>
    /// <remarks>What was scheduled before the workflow had its work stopped for the last time is not begun.</remarks>
    public static async Task<StepResult<T>> FromAsync<T>(
        RunningWork running, string workflowId, int stops, Func<CancellationToken, Task<StepResult<T>>> work, CancellationToken hostStops)
        where T : class
    {
        await running.StopAsync(workflowId, stops, hostStops);
        if (!running.TryEnter(workflowId, stops, hostStops, out var lease))
        {
            return Failed<T>(ErrorCodes.Cancelled, ErrorCategory.Cancelled, "The workflow stopped this step before it began.");
        }

        using var entered = lease;
        try
        {
            var result = await work(lease.Token);
            if (result.Error?.Category == ErrorCategory.Cancelled || result.Value is StepOutcome { Category: ErrorCategory.Cancelled })
            {
                // An agent says that it was ended; when that is the host's doing, the next host has it work again.
                hostStops.ThrowIfCancellationRequested();
            }

            return result.Error is { } error ? result with { Error = error with { Message = running.Mask()(error.Message) } } : result;
        }
        catch (SlipwayException exception)
        {
            return Failed<T>(exception.Code, exception.Category, running.Mask()(exception.Message), exception.RetryAt) with
            {
                Usage = exception.Usage,
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Failed<T>(
                ErrorCodes.StorageFailed, ErrorCategory.Transient,
                $"A file could not be read or written: {running.Mask()(exception.Message)}");
        }
        catch (OperationCanceledException) when (!hostStops.IsCancellationRequested)
        {
            return Failed<T>(ErrorCodes.Cancelled, ErrorCategory.Cancelled, "The workflow stopped this step.");
        }
    }
}
