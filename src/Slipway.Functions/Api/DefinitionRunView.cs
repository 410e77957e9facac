using System.Text.Json;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;

namespace Slipway.Functions.Api;

/// <summary>What a workflow of a definition shows besides what every workflow does.</summary>
internal sealed record DefinitionRunView
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public required string Version { get; init; }

    public string? Actor { get; init; }

    /// <summary>The step of another workflow that it runs for.</summary>
    public ParentStep? Parent { get; init; }

    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>The steps that run, wait or are parked; at most 20.</summary>
    public IReadOnlyList<CurrentStep> Current { get; init; } = [];

    /// <summary>Whether what was done is being undone, and then it ends.</summary>
    public bool? IsEnding { get; init; }

    /// <summary>Why it failed.</summary>
    public StepFailure? Failure { get; init; }

    public JsonElement? Inputs { get; init; }

    public JsonElement? Outputs { get; init; }

    /// <summary>When the whole run's time is up.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>All steps, when one workflow is looked at; a list of workflows leaves them out.</summary>
    public IReadOnlyList<StepReport>? Steps { get; init; }

    /// <summary>The view of an orchestration that was read with its inputs and outputs.</summary>
    public static WorkflowView Of(OrchestrationMetadata metadata)
    {
        var request = RequestOf(metadata);
        var result = WorkflowView.Read<DefinitionRunResult>(metadata.SerializedOutput);
        var snapshot = WorkflowView.Read<DefinitionSnapshot>(metadata.SerializedCustomStatus) ?? new DefinitionSnapshot
        {
            Status = ExecutionStatus.Pending,
            WaitingFor = "To be started.",
        };
        var (status, failure) = Ended(metadata, snapshot);
        return new WorkflowView
        {
            Id = metadata.InstanceId,
            Scope = request is null ? default : StartScope.Of(request),
            Repository = request?.Repository,
            BaseBranch = snapshot.BaseBranch ?? request?.BaseBranch,
            Branch = snapshot.Branch ?? new WorkflowId(metadata.InstanceId).Branch,
            Labels = request?.Labels,
            Agent = request?.Agent?.ToString(),
            Spent = snapshot.Spent,
            Status = status,
            CreatedAt = metadata.CreatedAt,
            UpdatedAt = metadata.LastUpdatedAt,
            WaitingFor = metadata.IsCompleted ? null : WorkflowView.Stalled(metadata) ?? snapshot.WaitingFor,
            DecisionDeadline = metadata.IsCompleted ? null : snapshot.DecisionDeadline,
            PausedSince = metadata.IsCompleted ? null : snapshot.PausedSince,
            PauseReason = metadata.IsCompleted ? null : snapshot.PauseReason,
            Links = WorkflowView.LinksOf(metadata.InstanceId),
            Definition = new DefinitionRunView
            {
                Id = request?.Definition.Id ?? "",
                Name = request?.Definition.Name,
                Version = request?.Definition.Version ?? "",
                Actor = request?.Actor,
                Parent = request?.Parent,
                Counts = snapshot.Counts,
                Current = metadata.IsCompleted ? [] : snapshot.Current,
                IsEnding = metadata.IsCompleted ? null : snapshot.IsEnding,
                Failure = failure,
                Inputs = request?.Inputs,
                Outputs = result?.Outputs,
                Deadline = metadata.IsCompleted ? null : snapshot.Deadline,
            },
        };
    }

    /// <summary>What a workflow of a definition was started with.</summary>
    public static DefinitionRunRequest? RequestOf(OrchestrationMetadata metadata) =>
        WorkflowView.Read<DefinitionRunRequest>(metadata.SerializedInput);

    /// <summary>What the orchestration's own status says when it ended, or stopped, without the run having a say.</summary>
    private static (ExecutionStatus Status, StepFailure? Failure) Ended(OrchestrationMetadata metadata, DefinitionSnapshot snapshot) =>
        metadata.RuntimeStatus switch
        {
            OrchestrationRuntimeStatus.Failed => (ExecutionStatus.Failed, new StepFailure(
                null, ErrorCodes.Unexpected, ErrorCategory.Bug, metadata.FailureDetails?.ErrorMessage ?? "")),
            OrchestrationRuntimeStatus.Terminated => (ExecutionStatus.Aborted, new StepFailure(
                null, ErrorCodes.Cancelled, ErrorCategory.Cancelled, "The orchestration was terminated.")),
            OrchestrationRuntimeStatus.Suspended => (ExecutionStatus.Paused, snapshot.Failure),
            _ => (snapshot.Status, snapshot.Failure),
        };
}
