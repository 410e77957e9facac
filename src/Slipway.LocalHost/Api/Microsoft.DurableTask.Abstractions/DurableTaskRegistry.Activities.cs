namespace Microsoft.DurableTask;

/// <content>Activities.</content>
public sealed partial class DurableTaskRegistry
{
    /// <summary>Adds an activity that is made for each run from the run's own services.</summary>
    /// <exception cref="ArgumentException">The name is empty, or taken.</exception>
    public DurableTaskRegistry AddActivity(TaskName name, Func<IServiceProvider, ITaskActivity> factory)
        => AddActivity(name, TaskVersion.Unversioned, factory);

    /// <summary>Adds one version of an activity that is made anew for each run by a function.</summary>
    /// <exception cref="ArgumentException">The name is empty, or taken in this version.</exception>
    public DurableTaskRegistry AddActivity(TaskName name, TaskVersion version, Func<ITaskActivity> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return AddActivity(name, version, _ => factory());
    }

    /// <summary>Adds an activity by its class, made from the services for each run. Its version is the one of its attribute.</summary>
    /// <exception cref="ArgumentException">The type cannot be made, or the name is empty or taken.</exception>
    public DurableTaskRegistry AddActivity(TaskName name, Type type)
    {
        var create = Creator<ITaskActivity>(type);
        return AddActivity(name, type.GetDurableTaskVersion(), create);
    }

    /// <summary>Adds an activity by its class, under the name of its attribute or else of the class.</summary>
    /// <exception cref="ArgumentException">The type cannot be made, or the name is empty or taken.</exception>
    public DurableTaskRegistry AddActivity(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return AddActivity(type.GetTaskName(), type);
    }

    /// <summary>Adds an activity by its class.</summary>
    /// <exception cref="ArgumentException">The type cannot be made, or the name is empty or taken.</exception>
    public DurableTaskRegistry AddActivity<TActivity>(TaskName name)
        where TActivity : class, ITaskActivity
        => AddActivity(name, typeof(TActivity));

    /// <summary>Adds an activity by its class, under the name of its attribute or else of the class.</summary>
    /// <exception cref="ArgumentException">The type cannot be made, or the name is empty or taken.</exception>
    public DurableTaskRegistry AddActivity<TActivity>()
        where TActivity : class, ITaskActivity
        => AddActivity(typeof(TActivity));

    /// <summary>Adds one object as an activity: all runs share it.</summary>
    /// <exception cref="ArgumentException">The name is empty, or taken.</exception>
    public DurableTaskRegistry AddActivity(TaskName name, ITaskActivity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return AddActivity(name, activity.GetType().GetDurableTaskVersion(), _ => activity);
    }

    /// <summary>Adds one object as an activity, under the name of its class: all runs share it.</summary>
    /// <exception cref="ArgumentException">The name is empty, or taken.</exception>
    public DurableTaskRegistry AddActivity(ITaskActivity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return AddActivity(activity.GetType().GetTaskName(), activity);
    }

    private DurableTaskRegistry AddActivity(TaskName name, TaskVersion version, Func<IServiceProvider, ITaskActivity> factory)
    {
        Register(ActivitiesByVersion, name, version, (name, version), factory);
        return this;
    }
}
