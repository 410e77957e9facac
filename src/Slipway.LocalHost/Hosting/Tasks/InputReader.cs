using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.DurableTask;

namespace Slipway.LocalHost.Hosting.Tasks;

/// <summary>Reads an orchestration's input as a type that is known only at run time.</summary>
internal static class InputReader
{
    private static readonly MethodInfo GenericRead =
        typeof(InputReader).GetMethod(nameof(ReadAs), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly ConcurrentDictionary<Type, Func<TaskOrchestrationContext, object?>> Readers = [];

    /// <summary>The input as the type; null when there is none.</summary>
    public static object? Read(TaskOrchestrationContext context, Type type) => For(type)(context);

    /// <summary>A reader of inputs of the type.</summary>
    public static Func<TaskOrchestrationContext, object?> For(Type type)
        => Readers.GetOrAdd(
            type, static type => GenericRead.MakeGenericMethod(type).CreateDelegate<Func<TaskOrchestrationContext, object?>>());

    private static object? ReadAs<T>(TaskOrchestrationContext context) => context.GetInput<T>();
}
