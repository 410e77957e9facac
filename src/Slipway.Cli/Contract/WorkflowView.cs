using System.Text.Json;

namespace Slipway.Cli.Contract;

/// <summary>A workflow as the host shows it.</summary>
internal sealed record WorkflowView
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Its id, such as <c>wf-3f9c</c>.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>What is wanted.</summary>
    public string Requirement { get; init; } = string.Empty;

    /// <summary>The repository's path.</summary>
    public string Repository { get; init; } = string.Empty;

    /// <summary>What it merges into.</summary>
    public string? BaseBranch { get; init; }

    /// <summary>The workflow's own branch.</summary>
    public string? Branch { get; init; }

    /// <summary>Who does it.</summary>
    public string? Agent { get; init; }

    /// <summary><c>IDLE PLANNING CODING PR_CREATED VALIDATING COMPLETED FAILED</c>.</summary>
    public string State { get; init; } = string.Empty;

    /// <summary><c>pending running paused completed failed aborted</c>.</summary>
    public string Status { get; init; } = string.Empty;

    /// <summary>When it was started.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>When the state's time is up; null when it has no limit.</summary>
    public DateTimeOffset? StateDeadline { get; init; }

    /// <summary>What runs now; null between steps.</summary>
    public StepView? Step { get; init; }

    /// <summary>How often gates have sent it back to the agent.</summary>
    public int FeedbackRound { get; init; }

    /// <summary>How often they may.</summary>
    public int MaxFeedbackRounds { get; init; }

    /// <summary>The plan; null before there is one.</summary>
    public ArtifactView? Plan { get; init; }

    /// <summary>The commits of the branch, oldest first.</summary>
    public IReadOnlyList<CommitView> Commits { get; init; } = [];

    /// <summary>What the branch changes; null before it does.</summary>
    public DiffView? Diff { get; init; }

    /// <summary>The pull request; null before there is one.</summary>
    public PullRequestView? PullRequest { get; init; }

    /// <summary>Every gate's results, in the order they came.</summary>
    public IReadOnlyList<GateView> Gates { get; init; } = [];

    /// <summary>Milliseconds in each state so far.</summary>
    public IReadOnlyDictionary<string, double> TimeInStateMs { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Why it stands in FAILED; null elsewhere.</summary>
    public FailureView? Failure { get; init; }

    /// <summary>Why it failed, in a state or a step; null when it did not.</summary>
    public FailureView? FailureNow => Failure ?? (Status is "failed" or "aborted" ? Definition?.Failure : null);

    /// <summary>How a workflow of a definition stands; null for a lifecycle.</summary>
    public DefinitionRunView? Definition { get; init; }

    /// <summary>What it is about: the requirement, else the definition.</summary>
    public string Title =>
        Requirement.Length > 0 || Definition is null ? Requirement : $"{Definition.Name ?? Definition.Id} {Definition.Version}";

    /// <summary>What it waits for, in a sentence.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>Why it can never go on; null while it can.</summary>
    public string? Stuck { get; init; }

    /// <summary>When a parked workflow is closed for good.</summary>
    public DateTimeOffset? DecisionDeadline { get; init; }

    /// <summary>Why it was paused.</summary>
    public string? PauseReason { get; init; }

    /// <summary>Whether nothing more happens without somebody's decision.</summary>
    public bool HasEnded => HasFinalStatus || State is "COMPLETED" or "FAILED";

    /// <summary>Whether its status says so, too.</summary>
    public bool HasFinalStatus => Status is "completed" or "failed" or "aborted";

    /// <summary>Whether it ended well.</summary>
    public bool HasCompleted => Status == "completed" || (State == "COMPLETED" && Status != "aborted");

    /// <summary>Reads one from a document.</summary>
    public static WorkflowView From(JsonElement document) => document.Deserialize<WorkflowView>(Json) ?? new WorkflowView();

    /// <summary>A step that runs.</summary>
    internal sealed record StepView(string Name, int Attempt, int MaxAttempts, DateTimeOffset? StartedAt, string? Agent);

    /// <summary>A kept document.</summary>
    internal sealed record ArtifactView(string? Name, string Sha256, long SizeBytes, string? MediaType);

    /// <summary>A commit.</summary>
    internal sealed record CommitView(string Sha, string Subject);

    /// <summary>The size of a change.</summary>
    internal sealed record DiffView(int Files, int Insertions, int Deletions);

    /// <summary>A pull request.</summary>
    internal sealed record PullRequestView(
        int Number, string? Url, string? Title, string? State, string? Branch, string? BaseBranch, string? HeadSha, string? MergeSha);

    /// <summary>One result of one gate.</summary>
    internal sealed record GateView(
        string Name, bool Passed, int? ExitCode, string? Message, double DurationMs, int Round, ArtifactView? Log);

    /// <summary>Why a workflow failed: in a state, or a step.</summary>
    internal sealed record FailureView(string? Code, string? Category, string? Message, string? State, string? Step = null);

    /// <summary>A workflow of a definition.</summary>
    internal sealed record DefinitionRunView(
        string Id, string? Name, string? Version, FailureView? Failure, IReadOnlyList<DefinitionStepView>? Steps);

    /// <summary>One of its steps.</summary>
    internal sealed record DefinitionStepView(
        string Id, string State, string? Summary, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, IReadOnlyList<object>? Attempts);
}
