using System.Text.Json;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Core.Lifecycle;

/// <summary>What a workflow knows: carried through its states, changed only by merging what a step found out. Immutable.</summary>
/// <remarks>Serialised as JSON both ways; <see cref="SchemaVersion"/> says by which rules.</remarks>
public sealed record WorkflowContext
{
    /// <summary>The version this code writes, and the newest it reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Longest JSON form, in characters: what is larger belongs in an artifact.</summary>
    public const int MaxJsonLength = 256 * 1024;

    private const string FeedbackSeparator = "\n\n";

    /// <summary>Longest <see cref="Feedback"/>, in characters.</summary>
    public const int MaxFeedbackLength = 32 * 1024;

    private const int MaxFailureLength = 1_000;

    // What cannot be null here must not become so by reading.
    private static readonly JsonSerializerOptions Strict = new(CoreJson.Options) { RespectNullableAnnotations = true };

    /// <summary>By which rules this was written.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>The workflow's id.</summary>
    public required string WorkflowId { get; init; }

    /// <summary>What is wanted now: an operator may change it on recovery.</summary>
    public required string Requirement { get; init; }

    /// <summary>The agent in use now: a fallback, or an operator's choice, replaces it.</summary>
    public required AgentSelector Agent { get; init; }

    /// <summary>The worktree, once it exists.</summary>
    public Workspace? Workspace { get; init; }

    /// <summary>The plan, once it is written.</summary>
    public ArtifactReference? Plan { get; init; }

    /// <summary>The branch, once something is committed.</summary>
    public BranchState? Branch { get; init; }

    /// <summary>The pull request, once it exists.</summary>
    public PullRequest? PullRequest { get; init; }

    /// <summary>The latest result of each gate.</summary>
    public IReadOnlyList<GateReport> Gates { get; init; } = [];

    /// <summary>What the failed gates printed, for the agent; empty when there is nothing to put right.</summary>
    public string? Feedback { get; init; }

    /// <summary>How often failed gates have sent the workflow back to coding.</summary>
    public int FeedbackRound { get; init; }

    /// <summary>Steps that an operator decided not to run.</summary>
    public IReadOnlyList<string> SkippedSteps { get; init; } = [];

    /// <summary>The failure that a decision is, or was last, about.</summary>
    public WorkflowFailure? Failure { get; init; }

    /// <summary>The context a workflow begins with.</summary>
    public static WorkflowContext For(string workflowId, WorkflowRequest request) => new()
    {
        WorkflowId = workflowId,
        Requirement = request.Requirement,
        Agent = request.Agent,
    };

    /// <summary>Takes over what <paramref name="newer"/> knows: set values replace, unset
    /// ones leave what is; lists of gates merge by name.</summary>
    /// <exception cref="ArgumentException">It belongs to another workflow.</exception>
    public WorkflowContext Merge(WorkflowContext newer)
    {
        if (newer.WorkflowId != WorkflowId)
        {
            throw new ArgumentException($"A context of {newer.WorkflowId} cannot be merged into one of {WorkflowId}.", nameof(newer));
        }

        return newer with
        {
            SchemaVersion = CurrentSchemaVersion,
            Workspace = newer.Workspace ?? Workspace,
            Plan = newer.Plan ?? Plan,
            Branch = newer.Branch ?? Branch,
            PullRequest = newer.PullRequest ?? PullRequest,
            Gates = MergeGates(newer.Gates),
            Feedback = newer.Feedback ?? Feedback,
            FeedbackRound = Math.Max(FeedbackRound, newer.FeedbackRound),
            SkippedSteps = [.. SkippedSteps.Union(newer.SkippedSteps, StringComparer.Ordinal)],
            Failure = newer.Failure ?? Failure,
        };
    }

    /// <summary>Puts the results of a round of gates into the context, with what the failed ones printed as feedback.</summary>
    /// <remarks>The feedback names each failed gate, holds the end of its output, and is at
    /// most <see cref="MaxFeedbackLength"/> characters long.</remarks>
    public WorkflowContext WithGates(IReadOnlyList<GateResult> results, int round)
    {
        var failed = results.Where(result => !result.Passed).ToList();
        var share = failed.Count == 0 ? 0 : (MaxFeedbackLength / failed.Count) - FeedbackSeparator.Length;
        return this with
        {
            Gates = MergeGates([.. results.Select(result => new GateReport(
                result.Name, result.Passed, result.ExitCode, Line(result.Message), result.DurationMs, round, result.Log))]),
            Feedback = failed.Count == 0 ? "" : string.Join(FeedbackSeparator, failed.Select(result => Describe(result, share))),
        };
    }

    /// <summary>Removes what must not be kept: control characters and credentials in every text that came from outside.</summary>
    public WorkflowContext Sanitise() => this with
    {
        Requirement = Text(Requirement, int.MaxValue),
        Feedback = Feedback is null ? null : Text(Feedback, MaxFeedbackLength),
        Failure = Failure is null ? null : Failure with { Message = Text(Failure.Message, MaxFailureLength) },
    };

    /// <summary>Checks what no later step could work with.</summary>
    /// <exception cref="SlipwayException">Something is missing or contradicts itself.</exception>
    public WorkflowContext Validate()
    {
        var error = this switch
        {
            { SchemaVersion: < 1 or > CurrentSchemaVersion } =>
                $"its schema version is {SchemaVersion}; this version of Slipway reads 1 to {CurrentSchemaVersion}",
            _ when !Lifecycle.WorkflowId.TryParse(WorkflowId, out _) => $"'{WorkflowId}' is no workflow id",
            _ when string.IsNullOrWhiteSpace(Requirement) => "it has no requirement",
            _ when string.IsNullOrEmpty(Agent?.Name) == string.IsNullOrEmpty(Agent?.Command) => "its agent is neither a name nor a command",
            _ when Gates.Any(gate => gate is null) || SkippedSteps.Any(step => step is null) => "a gate or a skipped step is null",
            { Workspace: { } workspace } when workspace.WorkflowId != WorkflowId => $"its worktree belongs to {workspace.WorkflowId}",
            { PullRequest: not null, Workspace: null } => "it has a pull request but no worktree",
            { Branch: not null, Workspace: null } => "it has a branch but no worktree",
            { FeedbackRound: < 0 } => "its feedback round is negative",
            _ => null,
        };
        return error is null
            ? this
            : throw new SlipwayException(ErrorCodes.InvalidRequest, $"The workflow's context is not usable: {error}.");
    }

    /// <summary>The JSON form.</summary>
    /// <exception cref="SlipwayException">It would be longer than <see cref="MaxJsonLength"/>.</exception>
    public string ToJson()
    {
        var json = JsonSerializer.Serialize(this, CoreJson.Options);
        return json.Length <= MaxJsonLength
            ? json
            : throw new SlipwayException(
                ErrorCodes.InvalidRequest,
                $"The workflow's context has {json.Length:N0} characters; at most {MaxJsonLength:N0} are kept. "
                + "Save large values as artifacts.");
    }

    /// <summary>Reads the JSON form, and checks it.</summary>
    /// <exception cref="SlipwayException">It is not a context that this version can work with.</exception>
    public static WorkflowContext FromJson(string json)
    {
        try
        {
            var context = JsonSerializer.Deserialize<WorkflowContext>(json, Strict)
                ?? throw new JsonException("The value is null.");
            return context.Validate();
        }
        catch (JsonException exception)
        {
            throw new SlipwayException(
                ErrorCodes.InvalidRequest, $"This is not a workflow's context: {exception.Message}", innerException: exception);
        }
    }

    private IReadOnlyList<GateReport> MergeGates(IReadOnlyList<GateReport> newer)
    {
        var names = newer.Select(gate => gate.Name).ToHashSet(StringComparer.Ordinal);
        return [.. Gates.Where(gate => !names.Contains(gate.Name)), .. newer];
    }

    private static string Describe(GateResult result, int maxLength)
    {
        var head = Sanitiser.Text($"Gate '{result.Name}': {Line(result.Message)}\n", maxLength);
        return (head + Sanitiser.Tail(Redactor.Redact(Sanitiser.Text(result.Output)), maxLength - head.Length)).TrimEnd();
    }

    // In this order: a credential must be whole to be found, and no control character may hide it.
    private static string Text(string text, int maxLength) => Sanitiser.Text(Redactor.Redact(Sanitiser.Text(text)), maxLength);

    private static string Line(string text) => Sanitiser.Line(Redactor.Redact(Sanitiser.Text(text)));
}
