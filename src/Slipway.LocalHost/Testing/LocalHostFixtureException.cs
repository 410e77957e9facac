using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Testing;

/// <summary>An orchestration under test did not come to the end that the test asked for. The message says why.</summary>
public sealed class LocalHostFixtureException : Exception
{
    internal LocalHostFixtureException(string message, OrchestrationMetadata? instance = null)
        : base(message)
    {
        InstanceId = instance?.InstanceId;
        Status = instance?.RuntimeStatus;
        Failure = instance?.FailureDetails;
    }

    /// <summary>The orchestration; null when it is not about one that exists.</summary>
    public string? InstanceId { get; }

    /// <summary>Its state; null when it is not about one that exists.</summary>
    public OrchestrationRuntimeStatus? Status { get; }

    /// <summary>How it failed, or why it cannot go on; null when it did neither.</summary>
    public TaskFailureDetails? Failure { get; }
}
