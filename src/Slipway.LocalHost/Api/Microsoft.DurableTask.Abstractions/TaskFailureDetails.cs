using Slipway.LocalHost.Durable;

namespace Microsoft.DurableTask;

/// <summary>A failure as data: it survives serialisation, and so a restart.</summary>
/// <param name="ErrorType">The exception's full type name, or a word such as <c>ActivityTaskNotFound</c>.</param>
/// <param name="ErrorMessage">Its message.</param>
/// <param name="StackTrace">Its stack trace; null when there is none.</param>
/// <param name="InnerFailure">What caused it; null when nothing did.</param>
/// <param name="Properties">More values of the exception; null when there are none.</param>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    private const int MaxInnerFailures = 10;

    /// <summary>The failure that an exception is, with its inner exceptions (at most ten deep).</summary>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return FromException(exception, MaxInnerFailures);
    }

    /// <summary>Whether the failure is of a given exception type, or of one derived from it.</summary>
    public bool IsCausedBy<T>()
        where T : Exception
        => IsCausedBy(typeof(T));

    /// <summary>Whether the failure is of a given exception type, or of one derived from it.</summary>
    /// <exception cref="ArgumentException">The type is no exception.</exception>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
        {
            throw new ArgumentException($"{targetBaseExceptionType} is not an exception type.", nameof(targetBaseExceptionType));
        }

        if (targetBaseExceptionType == typeof(Exception) || ErrorType == targetBaseExceptionType.FullName)
        {
            return true;
        }

        return FindErrorType() is { } type && targetBaseExceptionType.IsAssignableFrom(type);
    }

    /// <summary>The type and the message.</summary>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    private static TaskFailureDetails FromException(Exception exception, int depth)
    {
        if (exception is DetailedFailureException detailed)
        {
            return detailed.Details;
        }

        TaskFailureDetails? inner = exception switch
        {
            TaskFailedException failed => failed.FailureDetails,
            { InnerException: { } cause } when depth > 0 => FromException(cause, depth - 1),
            _ => null,
        };
        return new TaskFailureDetails(exception.GetType().ToString(), exception.Message, exception.StackTrace, inner, Properties: null);
    }

    private Type? FindErrorType()
        => Type.GetType(ErrorType, throwOnError: false)
            ?? AppDomain.CurrentDomain.GetAssemblies()
                .Select(assembly => assembly.GetType(ErrorType, throwOnError: false))
                .FirstOrDefault(type => type is not null);
}
