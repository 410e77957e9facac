using Microsoft.DurableTask;

namespace Slipway.LocalHost.Durable;

/// <summary>Runs an orchestrator's code from its beginning.</summary>
/// <remarks>
/// It runs on the engine's own single-threaded task scheduler, and so must everything between it and the user's code: await without
/// <c>ConfigureAwait(false)</c>, and await nothing but tasks that <paramref name="context"/> made. Otherwise the orchestration fails.
/// </remarks>
internal delegate Task<object?> OrchestratorDelegate(TaskOrchestrationContext context);
