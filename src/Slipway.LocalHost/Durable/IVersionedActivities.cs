using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;

namespace Slipway.LocalHost.Durable;

/// <summary>
/// Finds activities by name and version. The engine asks a catalog that implements this with the version of the call (the one it was made
/// with, else its orchestration's) in place of <see cref="IDurableTaskCatalog.TryGetActivity"/>.
/// </summary>
internal interface IVersionedActivities
{
    bool TryGetActivity(TaskName name, TaskVersion version, [NotNullWhen(true)] out ActivityDelegate? activity);
}
