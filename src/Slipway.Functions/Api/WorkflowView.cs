using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security.Access;
using Slipway.Functions.Orchestrators.Definitions;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Functions.Api;

/// <summary>A workflow as the API shows it.</summary>
internal sealed record WorkflowView
{
    public required string Id { get; init; }

    /// <summary>What the limits of roles are held against; of what cannot be read, none fits it.</summary>
    [JsonIgnore]
    public WorkflowScope Scope { get; init; }

    public string? Requirement { get; init; }

    public string? Repository { get; init; }

    public string? BaseBranch { get; init; }

    public required string Branch { get; init; }

    /// <summary>What it is found by.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public string? Agent { get; init; }

    /// <summary>Of a lifecycle; a workflow of a definition has steps instead.</summary>
    public WorkflowState? State { get; init; }

    public ExecutionStatus Status { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? StateEnteredAt { get; init; }

    public DateTimeOffset? StateDeadline { get; init; }

    public StepProgress? Step { get; init; }

    public int FeedbackRound { get; init; }

    public int MaxFeedbackRounds { get; init; }

    public ArtifactReference? Plan { get; init; }

    public IReadOnlyList<CommitInfo> Commits { get; init; } = [];

    public DiffStat? Diff { get; init; }

    public PullRequest? PullRequest { get; init; }

    public IReadOnlyList<GateReport> Gates { get; init; } = [];

    public IReadOnlyDictionary<string, long> TimeInStateMs { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    public WorkflowFailure? Failure { get; init; }

    public string? WaitingFor { get; init; }

    /// <summary>Why it can never go on, when one workflow is looked at; unset while it can.</summary>
    public string? Stuck { get; init; }

    /// <summary>What its agents and models have taken so far.</summary>
    public AgentUsage? Spent { get; init; }

    public QueueView? Queue { get; init; }

    public DateTimeOffset? DecisionDeadline { get; init; }

    public DateTimeOffset? PausedSince { get; init; }

    public string? PauseReason { get; init; }

    /// <summary>The definition it runs, when it runs one.</summary>
    public DefinitionRunView? Definition { get; init; }

    /// <summary>The last of what happened, at most 100, when that is asked for.</summary>
    public IReadOnlyList<WorkflowEvent>? Events { get; init; }

    /// <summary>What it was started with, all of it, when that is asked for.</summary>
    public JsonElement? Context { get; init; }

    public required IReadOnlyDictionary<string, string> Links { get; init; }

    /// <summary>The view of an orchestration that was read with its inputs and outputs.</summary>
    public static WorkflowView From(OrchestrationMetadata metadata)
    {
        if (metadata.Name == nameof(DefinitionRunner))
        {
            return DefinitionRunView.Of(metadata);
        }

        var request = Read<WorkflowRequest>(metadata.SerializedInput);
        var snapshot = Read<WorkflowSnapshot>(metadata.SerializedCustomStatus) ?? Unstarted(metadata, request);
        var ended = Ended(metadata, snapshot);
        return new WorkflowView
        {
            Id = metadata.InstanceId,
            Scope = request is null ? default : StartScope.Of(request),
            Requirement = request?.Requirement,
            Repository = request?.Repository,
            BaseBranch = snapshot.BaseBranch ?? request?.BaseBranch,
            Branch = new WorkflowId(metadata.InstanceId).Branch,
            Labels = request?.Labels,
            Agent = snapshot.Agent ?? request?.Agent.ToString(),
            State = ended.State,
            Status = ended.Status,
            CreatedAt = metadata.CreatedAt,
            UpdatedAt = metadata.LastUpdatedAt,
            StateEnteredAt = snapshot.StateEnteredAt,
            StateDeadline = metadata.IsCompleted ? null : snapshot.StateDeadline,
            Step = metadata.IsCompleted ? null : snapshot.Step,
            FeedbackRound = snapshot.FeedbackRound,
            MaxFeedbackRounds = request?.MaxFeedbackRounds ?? 0,
            Plan = snapshot.Plan,
            Commits = snapshot.Commits,
            Diff = snapshot.Diff,
            PullRequest = snapshot.PullRequest,
            Gates = snapshot.Gates,
            TimeInStateMs = snapshot.TimeInStateMs,
            Spent = snapshot.Spent,
            Failure = ended.Failure,
            WaitingFor = metadata.IsCompleted ? null : Stalled(metadata) ?? snapshot.WaitingFor,
            DecisionDeadline = metadata.IsCompleted ? null : snapshot.DecisionDeadline,
            PausedSince = metadata.IsCompleted ? null : snapshot.PausedSince,
            PauseReason = metadata.IsCompleted ? null : snapshot.PauseReason,
            Links = LinksOf(metadata.InstanceId),
        };
    }

    /// <summary>Whether nothing can be told it any more: it has ended, or only tidies up.</summary>
    public static bool IsOver(OrchestrationMetadata metadata, WorkflowView view) => metadata.IsCompleted
        || view.Status is ExecutionStatus.Completed or ExecutionStatus.Aborted
        || ((view.State == WorkflowState.Failed || view is { Definition: not null, Status: ExecutionStatus.Failed })
            && view.DecisionDeadline is null);

    /// <summary>A running orchestration has a failure only while its code does not fit its history.</summary>
    public static string? Stalled(OrchestrationMetadata metadata) =>
        metadata is { IsCompleted: false, FailureDetails: { } failure } ? $"Code that fits its history: {failure.ErrorMessage}" : null;

    private static WorkflowSnapshot Unstarted(OrchestrationMetadata metadata, WorkflowRequest? request) => new()
    {
        State = WorkflowState.Idle,
        Status = ExecutionStatus.Pending,
        StateEnteredAt = metadata.CreatedAt,
        Agent = request?.Agent.ToString(),
        WaitingFor = "To be started.",
    };

    /// <summary>What the orchestration's own status says when it ended, or stopped, without the lifecycle having a say.</summary>
    private static (WorkflowState State, ExecutionStatus Status, WorkflowFailure? Failure) Ended(
        OrchestrationMetadata metadata, WorkflowSnapshot snapshot) => metadata.RuntimeStatus switch
    {
        OrchestrationRuntimeStatus.Failed => (WorkflowState.Failed, ExecutionStatus.Failed, new WorkflowFailure(
            snapshot.State, snapshot.Step?.Name ?? "", ErrorCodes.Unexpected, ErrorCategory.Bug,
            metadata.FailureDetails?.ErrorMessage ?? "")),
        OrchestrationRuntimeStatus.Terminated => (WorkflowState.Failed, ExecutionStatus.Aborted, new WorkflowFailure(
            snapshot.State, snapshot.Step?.Name ?? "", ErrorCodes.Cancelled, ErrorCategory.Cancelled, "The orchestration was terminated.")),
        OrchestrationRuntimeStatus.Suspended => (snapshot.State, ExecutionStatus.Paused, snapshot.Failure),
        _ => (snapshot.State, snapshot.Status, snapshot.Failure),
    };

    public static IReadOnlyDictionary<string, string> LinksOf(string id)
    {
        var self = $"/api/workflows/{id}";
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["self"] = self,
            ["events"] = $"{self}/events",
            ["pause"] = $"{self}/pause",
            ["resume"] = $"{self}/resume",
            ["cancel"] = $"{self}/cancel",
            ["recover"] = $"{self}/recover",
            ["approve"] = $"{self}/approve",
            ["reject"] = $"{self}/reject",
            ["statusQuery"] = self,
        };
    }

    /// <summary>Reads what this or another version wrote; <see langword="null"/> when it cannot be read.</summary>
    public static T? Read<T>(string? json)
        where T : class
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<T>(json, CoreJson.Options);
        }
        catch (JsonException)
        {
            // Written by another version: the rest of the view is still worth showing.
            return null;
        }
    }
}
