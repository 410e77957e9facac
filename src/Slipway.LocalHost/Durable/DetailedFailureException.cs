using Microsoft.DurableTask;

namespace Slipway.LocalHost.Durable;

/// <summary>
/// Ends an orchestration or activity with a failure that says more, or something else, than an exception's type and message:
/// <see cref="TaskFailureDetails.FromException(Exception)"/> gives these details.
/// </summary>
internal sealed class DetailedFailureException(TaskFailureDetails details, Exception? cause = null) : Exception(details.ErrorMessage, cause)
{
    public TaskFailureDetails Details => details;

    /// <summary>A failure of an error type that is no exception's, such as <c>VersionMismatch</c>.</summary>
    public static DetailedFailureException Named(string errorType, string message) =>
        new(new TaskFailureDetails(errorType, message, StackTrace: null, InnerFailure: null, Properties: null));
}
