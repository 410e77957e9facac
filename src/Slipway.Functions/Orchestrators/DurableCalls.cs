using Microsoft.DurableTask;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators;

/// <summary>What orchestrators of workflows ask of the durable context.</summary>
internal static partial class DurableCalls
{
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

    /// <summary>A number in [0, 1) that is the same in every replay.</summary>
    public static double Spread(this TaskOrchestrationContext durable) =>
        BitConverter.ToUInt32(durable.NewGuid().ToByteArray(), 12) / (uint.MaxValue + 1d);
}
