using System.Reflection;

namespace Microsoft.DurableTask.Entities;

/// <summary>Finds the method of an operation and calls it.</summary>
public static class TaskEntityOperationExtensions
{
    private const BindingFlags OperationMethods = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;

    /// <summary>
    /// Calls the public method that has the operation's name; false when there is none. Its parameters are, in any order and at most one
    /// of each, the <see cref="TaskEntityContext"/> and the input.
    /// </summary>
    /// <exception cref="AmbiguousMatchException">There are several methods of the name.</exception>
    /// <exception cref="InvalidOperationException">The parameters cannot be bound.</exception>
    internal static bool TryDispatch(this TaskEntityOperation operation, object target, out object? result, out Type resultType)
    {
        if (target.GetType().GetMethod(operation.Name, OperationMethods) is not { } method)
        {
            result = null;
            resultType = typeof(void);
            return false;
        }

        var arguments = Bind(operation, method);
        result = method.Invoke(target, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
        resultType = method.ReturnType;
        return true;
    }

    private static object?[] Bind(TaskEntityOperation operation, MethodInfo method)
    {
        var parameters = method.GetParameters();
        if (parameters.Count(IsContext) > 1 || parameters.Count(parameter => !IsContext(parameter)) > 1)
        {
            throw new InvalidOperationException(
                $"Operation {operation}: '{method}' must take at most one input and one {nameof(TaskEntityContext)}.");
        }

        return [.. parameters.Select(parameter => IsContext(parameter) ? operation.Context : Input(operation, method, parameter))];
    }

    private static object? Input(TaskEntityOperation operation, MethodInfo method, ParameterInfo parameter)
        => operation.HasInput ? operation.GetInput(parameter.ParameterType)
            : parameter.HasDefaultValue ? parameter.DefaultValue
            : throw new InvalidOperationException(
                $"Operation {operation}: '{method}' takes an input ('{parameter.Name}'), and the caller sent none.");

    private static bool IsContext(ParameterInfo parameter) => parameter.ParameterType == typeof(TaskEntityContext);
}
