namespace Slipway.LocalHost.Durable;

/// <summary>
/// This host's code does not take the orchestration (its version does not fit); other code may. An orchestrator's delegate throws it
/// before the app's code runs, so the instance can be left as it is.
/// </summary>
internal sealed class OrchestrationRejectedException(string message) : Exception(message);
