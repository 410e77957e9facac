using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Hosting.Functions;

/// <summary>
/// Orchestrators, activities and entities written as classes with [DurableTask]. On the real host a source generator makes functions of
/// them; where such a function, or one by hand, has the name, it is the one.
/// </summary>
internal static class ClassTasks
{
    /// <summary>Adds the classes among some types.</summary>
    /// <exception cref="LocalHostException">A class is wrong, or two have one name.</exception>
    public static void AddTo(DurableTaskRegistry registry, IEnumerable<Type> types, IReadOnlyCollection<FunctionMethod> functions)
    {
        foreach (var type in types.Where(type => type.IsDefined(typeof(DurableTaskAttribute), inherit: false)))
        {
            try
            {
                Add(registry, type, functions);
            }
            catch (ArgumentException exception)
            {
                throw new LocalHostException($"{type.FullName}: [DurableTask] {exception.Message}", exception);
            }
        }
    }

    private static void Add(DurableTaskRegistry registry, Type type, IReadOnlyCollection<FunctionMethod> functions)
    {
        var kind = typeof(ITaskOrchestrator).IsAssignableFrom(type) ? FunctionKind.Orchestrator
            : typeof(ITaskActivity).IsAssignableFrom(type) ? FunctionKind.Activity
            : typeof(ITaskEntity).IsAssignableFrom(type) ? FunctionKind.Entity
            : throw new ArgumentException("goes on a TaskOrchestrator, a TaskActivity or a TaskEntity.");
        var name = type.GetTaskName();
        if (functions.Any(function => function.Kind == kind && name == function.TaskName))
        {
            return;
        }

        _ = kind switch
        {
            FunctionKind.Orchestrator => registry.AddOrchestrator(type),
            FunctionKind.Activity => registry.AddActivity(type),
            _ => registry.AddEntity(type),
        };
    }
}
