namespace Microsoft.DurableTask;

/// <content>Orchestrators.</content>
public sealed partial class DurableTaskRegistry
{
    /// <summary>Adds an orchestrator that is made anew for each run by a function.</summary>
    /// <exception cref="ArgumentException">The name is empty, or taken.</exception>
    public DurableTaskRegistry AddOrchestrator(TaskName name, Func<ITaskOrchestrator> factory)
        => AddOrchestrator(name, TaskVersion.Unversioned, factory);

    /// <summary>Adds one version of an orchestrator that is made anew for each run by a function.</summary>
    /// <exception cref="ArgumentException">The name is empty, or taken in this version.</exception>
    public DurableTaskRegistry AddOrchestrator(TaskName name, TaskVersion version, Func<ITaskOrchestrator> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return AddOrchestrator(name, version, _ => factory());
    }

    /// <summary>Adds an orchestrator by its class, made from the services for each run. Its version is the one of its attribute.</summary>
    /// <exception cref="ArgumentException">The type cannot be made, or the name is empty or taken.</exception>
    public DurableTaskRegistry AddOrchestrator(TaskName name, Type type)
    {
        var create = Creator<ITaskOrchestrator>(type);
        return AddOrchestrator(name, type.GetDurableTaskVersion(), create);
    }

    /// <summary>Adds an orchestrator by its class, under the name of its attribute or else of the class.</summary>
    /// <exception cref="ArgumentException">The type cannot be made, or the name is empty or taken.</exception>
    public DurableTaskRegistry AddOrchestrator(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return AddOrchestrator(type.GetTaskName(), type);
    }

    /// <summary>Adds an orchestrator by its class.</summary>
    /// <exception cref="ArgumentException">The type cannot be made, or the name is empty or taken.</exception>
    public DurableTaskRegistry AddOrchestrator<TOrchestrator>(TaskName name)
        where TOrchestrator : class, ITaskOrchestrator
        => AddOrchestrator(name, typeof(TOrchestrator));

    /// <summary>Adds an orchestrator by its class, under the name of its attribute or else of the class.</summary>
    /// <exception cref="ArgumentException">The type cannot be made, or the name is empty or taken.</exception>
    public DurableTaskRegistry AddOrchestrator<TOrchestrator>()
        where TOrchestrator : class, ITaskOrchestrator
        => AddOrchestrator(typeof(TOrchestrator));

    /// <summary>Adds one object as an orchestrator: all runs share it.</summary>
    /// <exception cref="ArgumentException">The name is empty, or taken.</exception>
    public DurableTaskRegistry AddOrchestrator(TaskName name, ITaskOrchestrator orchestrator)
    {
        ArgumentNullException.ThrowIfNull(orchestrator);
        return AddOrchestrator(name, orchestrator.GetType().GetDurableTaskVersion(), _ => orchestrator);
    }

    /// <summary>Adds one object as an orchestrator, under the name of its class: all runs share it.</summary>
    /// <exception cref="ArgumentException">The name is empty, or taken.</exception>
    public DurableTaskRegistry AddOrchestrator(ITaskOrchestrator orchestrator)
    {
        ArgumentNullException.ThrowIfNull(orchestrator);
        return AddOrchestrator(orchestrator.GetType().GetTaskName(), orchestrator);
    }

    private DurableTaskRegistry AddOrchestrator(TaskName name, TaskVersion version, Func<IServiceProvider, ITaskOrchestrator> factory)
    {
        Register(OrchestratorsByVersion, name, version, (name, version), factory);
        return this;
    }
}
