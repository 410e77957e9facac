using System.Text.Json;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Ports;

namespace Slipway.Functions.Api;

/// <summary>A step of a workflow as the API shows it: what its definition says, and what happened to it.</summary>
internal sealed record StepReport
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public StepType Type { get; init; }

    public string? Uses { get; init; }

    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>The parallel step it stands in.</summary>
    public string? Group { get; init; }

    public StepState State { get; init; }

    /// <summary>How often it was entered: going back enters it again.</summary>
    public int Visit { get; init; }

    /// <summary>Every attempt, of all visits, in order.</summary>
    public IReadOnlyList<StepAttempt> Attempts { get; init; } = [];

    public string? Agent { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>One sentence: what came of it, or why it did not run.</summary>
    public string? Summary { get; init; }

    public string? WaitingFor { get; init; }

    public StepFailure? Failure { get; init; }

    /// <summary>What it gave, when that is no more than 8,000 characters of JSON.</summary>
    public JsonElement? Outputs { get; init; }

    public IReadOnlyList<ArtifactReference> Artifacts { get; init; } = [];

    /// <summary>The workflows it started.</summary>
    public IReadOnlyList<string> Children { get; init; } = [];

    /// <summary>Whether it runs only when called for, to undo another step or in its place.</summary>
    public bool? IsOnDemand { get; init; }
}
