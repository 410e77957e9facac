using System.Reflection;

namespace Slipway.LocalHost.Hosting.Functions;

/// <summary>
/// Waits for what a method returned and gives its value: of a Task, a ValueTask or a plain result. It never leaves the scheduler it is
/// on, as orchestrators need.
/// </summary>
internal static class ResultReader
{
    private static readonly MethodInfo TaskReader =
        typeof(ResultReader).GetMethod(nameof(ReadTask), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo ValueTaskReader =
        typeof(ResultReader).GetMethod(nameof(ReadValueTask), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>The type of the value; <see cref="void"/> when there is none.</summary>
    public static Type ResultType(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task) || type == typeof(ValueTask))
        {
            return typeof(void);
        }

        return IsGeneric(type, typeof(Task<>)) || IsGeneric(type, typeof(ValueTask<>)) ? type.GetGenericArguments()[0] : type;
    }

    /// <summary>A reader for a method's results.</summary>
    public static Func<object?, Task<object?>> For(MethodInfo method)
    {
        var type = method.ReturnType;
        if (IsGeneric(type, typeof(Task<>)))
        {
            return Make(TaskReader, type);
        }

        if (IsGeneric(type, typeof(ValueTask<>)))
        {
            return Make(ValueTaskReader, type);
        }

        return type == typeof(ValueTask) ? result => ReadNothing(((ValueTask)result!).AsTask())
            : typeof(Task).IsAssignableFrom(type) ? result => ReadNothing((Task)result!)
            : Task.FromResult;
    }

    private static Func<object?, Task<object?>> Make(MethodInfo reader, Type type)
        => reader.MakeGenericMethod(type.GetGenericArguments()).CreateDelegate<Func<object?, Task<object?>>>();

    private static async Task<object?> ReadTask<T>(object? task) => await ((Task<T>)task!).ConfigureAwait(true);

    private static async Task<object?> ReadValueTask<T>(object? task) => await ((ValueTask<T>)task!).ConfigureAwait(true);

    private static async Task<object?> ReadNothing(Task task)
    {
        await task.ConfigureAwait(true);
        return null;
    }

    private static bool IsGeneric(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;
}
