namespace Microsoft.DurableTask;

/// <summary>
/// Hands an untyped input to a typed task. A missing input becomes the type's default: whether that is allowed is the task's to say.
/// </summary>
internal static class TaskInput
{
    public static T As<T>(object? input)
        => input switch
        {
            T typed => typed,
            null => default!,
            _ => throw new ArgumentException($"The input is a '{input.GetType()}', but the task takes a '{typeof(T)}'.", nameof(input)),
        };
}
