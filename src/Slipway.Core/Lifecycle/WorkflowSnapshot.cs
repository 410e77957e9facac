using System.Text.Json;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Core.Lifecycle;

/// <summary>What the status of a running workflow shows: its orchestration's custom status.</summary>
public sealed record WorkflowSnapshot
{
    /// <summary>Longest JSON form, in characters: Azure allows 16 KB of UTF-16.</summary>
    public const int MaxJsonLength = 8_000;

    /// <summary>The state.</summary>
    public required WorkflowState State { get; init; }

    /// <summary>How the execution stands.</summary>
    public required ExecutionStatus Status { get; init; }

    /// <summary>When the state was entered.</summary>
    public required DateTimeOffset StateEnteredAt { get; init; }

    /// <summary>When the state times out; unset while nothing is timed.</summary>
    public DateTimeOffset? StateDeadline { get; init; }

    /// <summary>The step in progress.</summary>
    public StepProgress? Step { get; init; }

    /// <summary>The branch to start from and merge into.</summary>
    public string? BaseBranch { get; init; }

    /// <summary>The agent in use.</summary>
    public string? Agent { get; init; }

    /// <summary>How often failed gates have sent the workflow back.</summary>
    public int FeedbackRound { get; init; }

    /// <summary>The plan.</summary>
    public ArtifactReference? Plan { get; init; }

    /// <summary>The branch's newest commits, at most 10.</summary>
    public IReadOnlyList<CommitInfo> Commits { get; init; } = [];

    /// <summary>The size of the change.</summary>
    public DiffStat? Diff { get; init; }

    /// <summary>The pull request.</summary>
    public PullRequest? PullRequest { get; init; }

    /// <summary>The latest result of each gate.</summary>
    public IReadOnlyList<GateReport> Gates { get; init; } = [];

    /// <summary>Time spent in each state left so far, paused time not counted, in milliseconds.</summary>
    public IReadOnlyDictionary<string, long> TimeInStateMs { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Why it failed.</summary>
    public WorkflowFailure? Failure { get; init; }

    /// <summary>Until when a failed workflow waits for a decision.</summary>
    public DateTimeOffset? DecisionDeadline { get; init; }

    /// <summary>Since when it is paused.</summary>
    public DateTimeOffset? PausedSince { get; init; }

    /// <summary>Why it is paused.</summary>
    public string? PauseReason { get; init; }

    /// <summary>One sentence: what it waits for.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>This snapshot, with details left out until its JSON form is at most <see cref="MaxJsonLength"/> characters.</summary>
    public WorkflowSnapshot Trim()
    {
        Func<WorkflowSnapshot, WorkflowSnapshot>[] cuts =
        [
            snapshot => snapshot with { Commits = [.. snapshot.Commits.TakeLast(10)] },
            snapshot => snapshot with { Gates = [.. snapshot.Gates.Select(gate => gate with { Log = null })] },
            snapshot => snapshot with { Gates = [.. snapshot.Gates.Select(gate => gate with { Message = Sanitiser.Line(gate.Message, 60) })] },
            snapshot => snapshot with { Commits = [.. snapshot.Commits.TakeLast(1)] },
            snapshot => snapshot with { PullRequest = Shorten(snapshot.PullRequest), Failure = Shorten(snapshot.Failure) },
            snapshot => snapshot with { Gates = [.. snapshot.Gates.Where(gate => !gate.Passed)], Commits = [] },
            snapshot => snapshot with { Gates = [], WaitingFor = null, PauseReason = null },
        ];
        return cuts.Aggregate(this, (snapshot, cut) => Fits(snapshot) ? snapshot : cut(snapshot));
    }

    private static bool Fits(WorkflowSnapshot snapshot) =>
        snapshot.Commits.Count <= 10 && JsonSerializer.Serialize(snapshot, CoreJson.Options).Length <= MaxJsonLength;

    private static PullRequest? Shorten(PullRequest? pullRequest) =>
        pullRequest is null ? null : pullRequest with { Title = Sanitiser.Line(pullRequest.Title, 80) };

    private static WorkflowFailure? Shorten(WorkflowFailure? failure) =>
        failure is null ? null : failure with { Message = Sanitiser.Text(failure.Message, 300) };
}
