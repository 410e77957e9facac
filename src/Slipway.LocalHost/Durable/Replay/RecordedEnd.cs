using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Durable.Replay;

/// <summary>Holds how an orchestration's code ends to how its history says it ended.</summary>
internal static class RecordedEnd
{
    private const int MaxLength = 200;

    /// <summary>Both ends in words; the actual one is null when they are the same.</summary>
    public static (string Expected, string? Actual) Compare(ExecutionCompleted recorded, ExecutionCompleted? actual, bool continuesAsNew)
    {
        var expected = Describe(recorded);
        if (actual is null)
        {
            return (expected, continuesAsNew ? "a new generation" : "a wait");
        }

        var same = recorded.Status == actual.Status && (recorded.Status == OrchestrationRuntimeStatus.Failed
            ? recorded.Failure?.ErrorType == actual.Failure?.ErrorType
            : recorded.Result == actual.Result);
        return (expected, same ? null : Describe(actual));
    }

    private static string Describe(ExecutionCompleted end) => end.Failure is { } failure
        ? $"failure with {failure.ErrorType}: {Cut(failure.ErrorMessage)}"
        : $"end of the orchestration ({end.Status}) with output {Cut(end.Result ?? "null")}";

    private static string Cut(string text) => text.Length <= MaxLength ? text : text[..MaxLength] + "...";
}
