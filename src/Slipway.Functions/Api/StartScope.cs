using System.Text.Json;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Lifecycle;
using Slipway.Core.Security.Access;
using Slipway.Functions.Steps;

namespace Slipway.Functions.Api;

/// <summary>What the limits of roles are held against, before a workflow starts and ever after. A definition, an agent or a gate that is
/// the request's own could be anything: such a workflow is of no definition that a pattern fits.</summary>
internal static class StartScope
{
    /// <summary>That of a run of a definition.</summary>
    public static WorkflowScope Of(DefinitionStart start) => new(
        start.Definition.ValueKind == JsonValueKind.String && start.Agent?.Command is null
            ? DefinitionCatalog.IdOf(start.Definition.GetString()!)
            : null,
        start.Repository);

    /// <summary>That of a run of a definition that is found.</summary>
    public static WorkflowScope Of(DefinitionRunRequest request) => new(
        request.IsInline || request.Agent?.Command is not null ? null : request.Definition.Id, request.Repository);

    /// <summary>That of a lifecycle.</summary>
    public static WorkflowScope Of(WorkflowRequest wanted) => new(
        wanted.FallbackAgents.Prepend(wanted.Agent).All(agent => agent.Command is null)
            && wanted.Gates.All(gate => string.IsNullOrEmpty(gate.Command))
                ? WorkflowScope.Lifecycle
                : null,
        wanted.Repository);
}
