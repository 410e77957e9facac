using System.Text.Json;
using Slipway.Core.Policies;

namespace Slipway.Core.Ports;

/// <summary>What came of a question to a language model.</summary>
/// <param name="Value">The answer, which fits the question's schema; <see langword="null"/> when there is none.</param>
/// <param name="Message">One sentence for people, without secrets: by whom it was answered, or why not.</param>
/// <param name="Usage">What it took, all tries together.</param>
/// <param name="Transcript">All that was said, kept as an artifact.</param>
public sealed record AiAnswer(JsonElement? Value, string Message, AiUsage Usage, ArtifactReference Transcript)
{
    /// <summary>Without an answer: the stable code.</summary>
    public string? Code { get; init; }

    /// <summary>Without an answer: what retry and fallback go by.</summary>
    public ErrorCategory? Category { get; init; }

    /// <summary>Without an answer: how long to wait before the next question, when the service said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The failure of a step that cannot do without the answer.</summary>
    public StepOutcome ToFailure() =>
        StepOutcome.Failed(Code ?? ErrorCodes.AiFailed, Category ?? ErrorCategory.Transient, Message) with
        {
            Artifacts = [Transcript], RetryAfter = RetryAfter, Usage = AgentUsage.Of(Usage),
        };
}
