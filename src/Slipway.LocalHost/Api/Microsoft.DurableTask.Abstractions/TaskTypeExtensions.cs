using System.Reflection;

namespace Microsoft.DurableTask;

/// <summary>What a task's class says about itself.</summary>
internal static class TaskTypeExtensions
{
    /// <summary>The name of its attribute, else the class's own.</summary>
    public static TaskName GetTaskName(this Type type)
        => type.GetCustomAttribute<DurableTaskAttribute>() is { Name.Name: { Length: > 0 } name } ? name : type.Name;

    /// <summary>The version of its attribute, else none.</summary>
    /// <exception cref="ArgumentException">The version is only whitespace.</exception>
    public static TaskVersion GetDurableTaskVersion(this Type type)
        => new(type.GetCustomAttribute<DurableTaskAttribute>()?.Version);

    /// <summary>Refuses a type that no task can be made of.</summary>
    /// <exception cref="ArgumentException">It is no <typeparamref name="TTask"/>, or has no constructor to call.</exception>
    public static void EnsureConcrete<TTask>(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type.IsAbstract || type.IsInterface || type.ContainsGenericParameters || !typeof(TTask).IsAssignableFrom(type))
        {
            throw new ArgumentException($"{type} must be a concrete class that implements {typeof(TTask).Name}.", nameof(type));
        }
    }
}
