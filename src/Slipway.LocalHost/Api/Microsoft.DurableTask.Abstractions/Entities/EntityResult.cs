using System.Reflection;

namespace Microsoft.DurableTask.Entities;

/// <summary>Waits for what an operation's method returned: nothing, a value, a task or a value task, with or without a value.</summary>
internal static class EntityResult
{
    private static readonly MethodInfo TaskReader = Reader(nameof(OfTaskAsync));

    private static readonly MethodInfo ValueTaskReader = Reader(nameof(OfValueTaskAsync));

    /// <summary>The value; null when the method has none.</summary>
    /// <param name="result">What the method returned.</param>
    /// <param name="declared">The return type it declares.</param>
    public static async ValueTask<object?> UnwrapAsync(object? result, Type declared)
    {
        if (ValueOf(declared, typeof(Task<>)) is { } ofTask)
        {
            return await ((Task<object?>)TaskReader.MakeGenericMethod(ofTask).Invoke(null, [result])!).ConfigureAwait(false);
        }

        if (ValueOf(declared, typeof(ValueTask<>)) is { } ofValueTask)
        {
            return await ((Task<object?>)ValueTaskReader.MakeGenericMethod(ofValueTask).Invoke(null, [result])!).ConfigureAwait(false);
        }

        switch (result)
        {
            case Task task when typeof(Task).IsAssignableFrom(declared):
                await task.ConfigureAwait(false);
                return null;
            case ValueTask task:
                await task.ConfigureAwait(false);
                return null;
            default:
                return result;
        }
    }

    private static Type? ValueOf(Type type, Type definition)
        => type.IsGenericType && type.GetGenericTypeDefinition() == definition ? type.GetGenericArguments()[0] : null;

    private static async Task<object?> OfTaskAsync<T>(Task<T> task) => await task.ConfigureAwait(false);

    private static async Task<object?> OfValueTaskAsync<T>(ValueTask<T> task) => await task.ConfigureAwait(false);

    private static MethodInfo Reader(string name) => typeof(EntityResult).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
}
