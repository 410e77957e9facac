using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;

namespace Slipway.LocalHost.Durable;

/// <summary>Finds the app's orchestrators and activities by name, ignoring case. Called from many threads.</summary>
internal interface IDurableTaskCatalog
{
    bool TryGetOrchestrator(TaskName name, [NotNullWhen(true)] out OrchestratorDelegate? orchestrator);

    bool TryGetActivity(TaskName name, [NotNullWhen(true)] out ActivityDelegate? activity);
}
