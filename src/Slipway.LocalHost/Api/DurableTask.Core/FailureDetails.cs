namespace DurableTask.Core;

/// <summary>
/// A failure as the history keeps it. The listing does not show this type's members, so an app reads <c>Reason</c> and <c>Details</c> of
/// the event; the host reads these.
/// </summary>
public class FailureDetails : IEquatable<FailureDetails>
{
    internal FailureDetails(
        string errorType, string errorMessage, string? stackTrace, FailureDetails? innerFailure, bool isNonRetriable)
    {
        ErrorType = errorType;
        ErrorMessage = errorMessage;
        StackTrace = stackTrace;
        InnerFailure = innerFailure;
        IsNonRetriable = isNonRetriable;
    }

    internal string ErrorType { get; }

    internal string ErrorMessage { get; }

    internal string? StackTrace { get; }

    internal FailureDetails? InnerFailure { get; }

    internal bool IsNonRetriable { get; }

    bool IEquatable<FailureDetails>.Equals(FailureDetails? other)
        => other is not null
            && other.ErrorType == ErrorType
            && other.ErrorMessage == ErrorMessage
            && other.StackTrace == StackTrace
            && other.IsNonRetriable == IsNonRetriable
            && (InnerFailure is null ? other.InnerFailure is null : ((IEquatable<FailureDetails>)InnerFailure).Equals(other.InnerFailure));
}
