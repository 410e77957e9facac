namespace Slipway.LocalHost.Durable.Replay;

/// <summary>An orchestrator's code did something else than its history says it did.</summary>
internal sealed class NonDeterministicOrchestrationException(
    string orchestrator, string instanceId, int sequence, string recorded, string actual)
    : Exception(
        $"The code of orchestrator '{orchestrator}' no longer matches the history of instance '{instanceId}': " +
        $"at event {sequence} the history has {recorded}, but the code asked for {actual}. " +
        "Nothing was changed. Restore the code that wrote this history and restart the host, and the instance goes on by itself; " +
        "or terminate the instance.");
