using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Core.Lifecycle;

/// <summary>What the status of a running workflow shows: its orchestration's custom status.</summary>
public sealed record WorkflowSnapshot
{
    /// <summary>Longest JSON form, in characters: Azure allows 16 KB of UTF-16.</summary>
    public const int MaxJsonLength = 8_000;

    private const int MaxCommits = 10;

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

    /// <summary>Until when it waits for people: a failed workflow for a decision, another for an approval.</summary>
    public DateTimeOffset? DecisionDeadline { get; init; }

    /// <summary>Since when it is paused.</summary>
    public DateTimeOffset? PausedSince { get; init; }

    /// <summary>Why it is paused.</summary>
    public string? PauseReason { get; init; }

    /// <summary>What its agents and models have taken so far, as far as they say; unset before the first.</summary>
    public AgentUsage? Spent { get; init; }

    /// <summary>One sentence: what it waits for.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>This snapshot, with details left out until its JSON form is at most <see cref="MaxJsonLength"/> characters.</summary>
    /// <remarks>The form counted is the longest that a host may write: names of unset values included, all but ASCII escaped.</remarks>
    public WorkflowSnapshot Trim()
    {
        Func<WorkflowSnapshot, WorkflowSnapshot>[] cuts =
        [
            snapshot => snapshot with { Commits = [.. snapshot.Commits.TakeLast(MaxCommits)] },
            snapshot => snapshot with { Gates = [.. snapshot.Gates.Select(gate => gate with { Log = null })] },
            snapshot =>
                snapshot with { Gates = [.. snapshot.Gates.Select(gate => gate with { Message = Sanitiser.Line(gate.Message, 60) })] },
            snapshot => snapshot with { Commits = [.. snapshot.Commits.TakeLast(1)] },
            snapshot => ShortenTexts(snapshot, 300, 120),
            snapshot => snapshot with { Gates = [.. snapshot.Gates.Where(gate => !gate.Passed)], Commits = [] },
            snapshot => snapshot with { Gates = [.. snapshot.Gates.Select(gate => gate with { Message = "" })] },
            snapshot => snapshot with { Gates = [], Plan = null },
            snapshot => ShortenTexts(snapshot, 100, 40) with { TimeInStateMs = KnownStates(snapshot.TimeInStateMs) },
        ];
        return cuts.Aggregate(this, (snapshot, cut) => Fits(snapshot) ? snapshot : cut(snapshot));
    }

    private static bool Fits(WorkflowSnapshot snapshot) =>
        snapshot.Commits.Count <= MaxCommits && JsonSerializer.Serialize(snapshot, JsonSerializerOptions.Default).Length <= MaxJsonLength;

    private static WorkflowSnapshot ShortenTexts(WorkflowSnapshot snapshot, int sentence, int word) => snapshot with
    {
        Agent = Line(snapshot.Agent, word),
        BaseBranch = Line(snapshot.BaseBranch, word),
        WaitingFor = Line(snapshot.WaitingFor, sentence),
        PauseReason = Line(snapshot.PauseReason, sentence),
        Step = snapshot.Step is not { } step ? null : step with { Name = Line(step.Name, word), Agent = Line(step.Agent, word) },
        Failure = snapshot.Failure is not { } failure ? null : failure with
        {
            Step = Line(failure.Step, word),
            Code = Line(failure.Code, word),
            Message = Line(failure.Message, sentence),
        },
        PullRequest = snapshot.PullRequest is not { } pullRequest ? null : pullRequest with
        {
            Url = Line(pullRequest.Url, sentence),
            Title = Line(pullRequest.Title, word),
            State = Line(pullRequest.State, word),
            Branch = Line(pullRequest.Branch, word),
            BaseBranch = Line(pullRequest.BaseBranch, word),
            HeadSha = Line(pullRequest.HeadSha, word),
            MergeSha = Line(pullRequest.MergeSha, word),
        },
    };

    private static Dictionary<string, long> KnownStates(IReadOnlyDictionary<string, long> times) =>
        times.Where(time => WorkflowStateNames.All.Contains(time.Key, StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal);

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Line(string? text, int maxLength) => text is null ? null : Sanitiser.Line(text, maxLength);
}
