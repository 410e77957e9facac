using System.Text.Json;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Core.Definitions.Running;

/// <summary>What the status of a running workflow of a definition shows: its orchestration's custom status. Bounded, however many steps
/// there are: each of them is in the events.</summary>
public sealed record DefinitionSnapshot
{
    /// <summary>How many steps are shown.</summary>
    public const int MaxCurrent = 20;

    /// <summary>How the execution stands.</summary>
    public required ExecutionStatus Status { get; init; }

    /// <summary>How many steps stand where, by the state's name; those of which there is none are left out.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Steps that run, wait or are parked, those that began first; at most 20.</summary>
    public IReadOnlyList<CurrentStep> Current { get; init; } = [];

    /// <summary>The workflow's branch, once it has one.</summary>
    public string? Branch { get; init; }

    /// <summary>The branch it started from.</summary>
    public string? BaseBranch { get; init; }

    /// <summary>When the whole run's time is up; unset while it is not timed.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Why it failed.</summary>
    public StepFailure? Failure { get; init; }

    /// <summary>Whether what was done is being undone, and then it ends: nothing else can be asked of it. Unset: no.</summary>
    public bool? IsEnding { get; init; }

    /// <summary>Until when it waits for a decision.</summary>
    public DateTimeOffset? DecisionDeadline { get; init; }

    /// <summary>Since when it is paused.</summary>
    public DateTimeOffset? PausedSince { get; init; }

    /// <summary>Why it is paused.</summary>
    public string? PauseReason { get; init; }

    /// <summary>What its agents and models have taken so far, as far as they say; unset before the first.</summary>
    public AgentUsage? Spent { get; init; }

    /// <summary>One sentence: what it waits for.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>This snapshot, with details left out until its JSON form is at most <see cref="WorkflowSnapshot.MaxJsonLength"/>
    /// characters.</summary>
    /// <remarks>The form counted is the longest that a host may write: names of unset values included, all but ASCII escaped.</remarks>
    public DefinitionSnapshot Trim()
    {
        var trimmed = ShortenTexts(this with { Current = [.. Current.Take(MaxCurrent)] }, sentence: 300);
        for (var sentence = 120; !Fits(trimmed) && trimmed.Current.Count > 0; sentence = Math.Max(40, sentence / 2))
        {
            trimmed = ShortenTexts(trimmed with { Current = [.. trimmed.Current.Take(trimmed.Current.Count / 2)] }, sentence);
        }

        return trimmed;
    }

    private static bool Fits(DefinitionSnapshot snapshot) =>
        JsonSerializer.Serialize(snapshot, JsonSerializerOptions.Default).Length <= WorkflowSnapshot.MaxJsonLength;

    private static DefinitionSnapshot ShortenTexts(DefinitionSnapshot snapshot, int sentence) => snapshot with
    {
        Current =
        [
            .. snapshot.Current.Select(step => step with
            {
                Agent = Line(step.Agent, 60),
                WaitingFor = Line(step.WaitingFor, Math.Min(sentence, 120)),
            }),
        ],
        BaseBranch = Line(snapshot.BaseBranch, 120),
        Failure = snapshot.Failure is not { } failure ? null : failure with { Message = Line(failure.Message, sentence)! },
        PauseReason = Line(snapshot.PauseReason, sentence),
        WaitingFor = Line(snapshot.WaitingFor, sentence),
    };

    private static string? Line(string? text, int maxLength) => text is null ? null : Sanitiser.Line(text, maxLength);
}
