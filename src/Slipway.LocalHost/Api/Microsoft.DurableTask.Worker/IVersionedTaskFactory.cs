using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DurableTask.Worker;

/// <summary>Makes orchestrators and activities of a version.</summary>
/// <remarks>
/// What was added without a version stands for any version of its name, but only as long as nothing of that name was added with one:
/// from then on a version that is not there is not found, rather than run by code nobody asked for.
/// </remarks>
internal interface IVersionedTaskFactory
{
    bool TryCreateActivity(
        TaskName name, TaskVersion version, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity);

    bool TryCreateOrchestrator(
        TaskName name, TaskVersion version, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator);
}
