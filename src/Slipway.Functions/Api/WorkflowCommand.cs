using System.Text.Json;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Functions.Api;

/// <summary>The body of a request that controls a workflow; each part is optional.</summary>
internal sealed record WorkflowCommand
{
    /// <summary>Who asks.</summary>
    public string? Actor { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>With approve and reject: as <see cref="Reason"/>.</summary>
    public string? Comment { get; init; }

    /// <summary>With recover: what to do; default retry.</summary>
    public Decision Decision { get; init; }

    /// <summary>With recover and go_back: where to.</summary>
    public WorkflowState? State { get; init; }

    /// <summary>With recover: a requirement that replaces the old one.</summary>
    public string? Requirement { get; init; }

    /// <summary>With recover: an agent that replaces the old one.</summary>
    public AgentSelector? Agent { get; init; }

    /// <summary>With approve, reject and recover, of a workflow of a definition: the step it is about.</summary>
    public string? Step { get; init; }

    /// <summary>With approve: the form, filled in.</summary>
    public JsonElement? Form { get; init; }
}
