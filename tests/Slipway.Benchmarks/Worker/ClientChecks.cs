using Microsoft.DurableTask.Client;

namespace Slipway.Benchmarks.Worker;

/// <summary>Results are checked: a fast wrong answer is no result.</summary>
internal static class ClientChecks
{
    /// <summary>Waits until an instance has ended.</summary>
    /// <exception cref="BenchmarkException">It did not complete with that output.</exception>
    public static async Task CheckEndAsync<T>(
        this DurableTaskClient client, string instanceId, T expected, CancellationToken cancellationToken)
    {
        var end = await client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true, cancellationToken);
        if (end.RuntimeStatus != OrchestrationRuntimeStatus.Completed || !Equals(end.ReadOutputAs<T>(), expected))
        {
            throw new BenchmarkException(
                $"{end.Name} '{instanceId}' is {end.RuntimeStatus} with {end.SerializedOutput ?? end.FailureDetails?.ErrorMessage} "
                + $"instead of {expected}.");
        }
    }
}
