using System.Text.Json;
using Microsoft.DurableTask;

namespace Slipway.LocalHost.Durable.History;

/// <summary>Why something failed, as it is stored: the facts of an exception without the exception.</summary>
/// <param name="ErrorType">The exception's full type name, or one of the names below.</param>
/// <param name="ErrorMessage">Its message.</param>
/// <param name="StackTrace">Where it was thrown, if known.</param>
/// <param name="Inner">What caused it.</param>
/// <param name="Properties">What else is told of it, by name.</param>
internal sealed record Failure(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace = null,
    Failure? Inner = null,
    Dictionary<string, JsonElement>? Properties = null)
{
    public const string ActivityNotFound = "ActivityTaskNotFound";
    public const string OrchestratorNotFound = "OrchestratorTaskNotFound";
    public const string EntityNotFound = "EntityTaskNotFound";

    /// <summary>Whether another attempt could not help, because the code is missing.</summary>
    public static bool IsNotFound(string errorType) => errorType is ActivityNotFound or OrchestratorNotFound or EntityNotFound;

    public static Failure From(Exception exception) => From(TaskFailureDetails.FromException(exception));

    public static Failure From(TaskFailureDetails details) =>
        new(
            details.ErrorType,
            details.ErrorMessage,
            details.StackTrace,
            details.InnerFailure is { } inner ? From(inner) : null,
            FailureProperties.Write(details.Properties));

    public TaskFailureDetails ToDetails() =>
        new(ErrorType, ErrorMessage, StackTrace, Inner?.ToDetails(), FailureProperties.Read(Properties));
}
