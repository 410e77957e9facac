using Microsoft.DurableTask;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Security;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators;

/// <summary>What orchestrators of workflows ask of the durable context.</summary>
internal static partial class DurableCalls
{
    private const int MaxLoggedReason = 300;

    /// <summary>Calls a step's activity; an exception that it does not expect is an error worth another attempt.</summary>
    public static async Task<StepResult<T>> CallStepAsync<T>(this TaskOrchestrationContext durable, string activity, object input)
        where T : class
    {
        try
        {
            return await durable.CallActivityAsync<StepResult<T>>(activity, input);
        }
        catch (TaskFailedException exception)
        {
            return StepResult.Failed<T>(ErrorCodes.Unexpected, ErrorCategory.Transient, exception.FailureDetails.ErrorMessage);
        }
    }

    /// <summary>Calls an activity whose failure must not stop the workflow.</summary>
    public static async Task TryCallAsync(this TaskOrchestrationContext durable, string activity, object input)
    {
        try
        {
            await durable.CallActivityAsync(activity, input);
        }
        catch (TaskFailedException exception)
        {
            LogFailed(durable.CreateReplaySafeLogger(nameof(DurableCalls)), exception, activity, durable.InstanceId);
        }
    }

    /// <summary>Whether a workflow has ended or is gone; not, as long as that cannot be told.</summary>
    public static async Task<bool> HasEndedAsync(this TaskOrchestrationContext durable, string workflow)
    {
        try
        {
            return await durable.CallActivityAsync<bool>(nameof(HasEnded), workflow);
        }
        catch (TaskFailedException exception)
        {
            LogFailed(durable.CreateReplaySafeLogger(nameof(DurableCalls)), exception, nameof(HasEnded), durable.InstanceId);
            return false;
        }
    }

    /// <summary>Says in the log that a step is tried again.</summary>
    /// <param name="durable">The workflow.</param>
    /// <param name="step">Which.</param>
    /// <param name="retry">How often so far, from 1.</param>
    /// <param name="reason">Why its last attempt failed.</param>
    public static void WarnOfRetry(this TaskOrchestrationContext durable, string step, int retry, string reason) => LogRetry(
        durable.CreateReplaySafeLogger(nameof(DurableCalls)), retry, durable.InstanceId, step,
        Sanitiser.Line(Redactor.Redact(Sanitiser.Text(reason)), MaxLoggedReason));

    /// <summary>A number in [0, 1) that is the same in every replay.</summary>
    public static double Spread(this TaskOrchestrationContext durable) =>
        BitConverter.ToUInt32(durable.NewGuid().ToByteArray(), 12) / (uint.MaxValue + 1d);
}
