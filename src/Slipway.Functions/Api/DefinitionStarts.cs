using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Functions.Access;
using Slipway.Functions.Orchestrators.Definitions;
using Slipway.Functions.Steps;

namespace Slipway.Functions.Api;

/// <summary>Turns a request to run a definition into what the workflow is started with, or says what is wrong with it.</summary>
internal sealed class DefinitionStarts(
    DefinitionCatalog definitions, IWorkspaces workspaces, IAgentCatalog agents, IOptions<SlipwayOptions> options)
{
    /// <summary>Reads and checks a request, and refuses one at once that would be refused when it starts.</summary>
    /// <exception cref="InvalidFieldsException">A field cannot be taken.</exception>
    /// <exception cref="SlipwayException">
    /// The definition, its inputs, the repository or an agent cannot be used; or as many run as may, and this host lets none wait.
    /// </exception>
    public async Task<DefinitionRunRequest> PrepareAsync(
        DurableTaskClient client, DefinitionStart start, RequestAccess access, CancellationToken cancellationToken)
    {
        var request = await ReadAsync(client, start, access, looksAtRepository: true, cancellationToken);
        if (options.Value.Admission is { Refuse: true } limits)
        {
            await QueueView.RefuseWhenFullAsync(client, DefinitionRun.AdmissionOf("", request), limits, cancellationToken);
        }

        return request;
    }

    /// <summary>Reads and checks a request; a repository that is not looked at now is looked at by the workflow.</summary>
    /// <param name="client">Finds registered definitions, too; <see langword="null"/> where there is none.</param>
    /// <param name="start">The request.</param>
    /// <param name="access">Who makes it.</param>
    /// <param name="looksAtRepository">Whether to look.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DefinitionRunRequest> ReadAsync(
        DurableTaskClient? client, DefinitionStart start, RequestAccess access, bool looksAtRepository, CancellationToken cancellationToken)
    {
        Check(start);
        var definition = start.Definition.ValueKind == JsonValueKind.String
            ? await definitions.FindAsync(client, start.Definition.GetString()!, access, cancellationToken)
            : DefinitionCatalog.Read(start.Definition.GetRawText());
        var prepared = definitions.Prepare(WithSettings(definition, start), start.Inputs ?? default);
        var request = new DefinitionRunRequest
        {
            Definition = prepared.Definition,
            IsInline = start.Definition.ValueKind == JsonValueKind.Object,
            Inputs = prepared.Inputs,
            Plugins = prepared.Plugins,
            Repository = start.Repository,
            BaseBranch = start.BaseBranch,
            Agent = start.Agent,
            Labels = WorkflowLabels.Sanitise(start.Labels),
            Actor = string.IsNullOrWhiteSpace(start.Actor) ? null : Sanitiser.Line(Redactor.Redact(Sanitiser.Text(start.Actor))),
            Priority = start.Priority,
            Budget = start.Budget,
            DecisionDays = start.DecisionDays ?? DefinitionRunRequest.DefaultDecisionDays,
        };
        var scope = StartScope.Of(request);
        access.Require(scope);
        await CheckWorldAsync(
            request, looksAtRepository, top => access.Require(scope with { Repository = top }), cancellationToken);
        await definitions.CheckChildrenAsync(client, definition, cancellationToken);
        return request;
    }

    private static WorkflowDefinition WithSettings(WorkflowDefinition definition, DefinitionStart start)
    {
        var (timeouts, retries) = (start.Timeouts ?? new Dictionary<string, string>(), start.Retries ?? new Dictionary<string, int>());
        var changed = StepSettings.Apply(definition, timeouts, retries, out var problems);
        return problems.Count == 0 ? changed : throw new InvalidFieldsException(problems
            .GroupBy(problem => problem.Path, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => group.Select(problem => (problem with { Path = "" }).ToString()).ToArray(),
                StringComparer.Ordinal));
    }

    /// <summary>Holds what it has in common with a lifecycle's request to the same rules.</summary>
    private void Check(DefinitionStart start)
    {
        if (start.Definition.ValueKind is not (JsonValueKind.String or JsonValueKind.Object))
        {
            throw new InvalidFieldsException("definition", "must be the id of a definition, or a definition: an object.");
        }

        var errors = WorkflowRequestValidator.Validate(
            new WorkflowRequest
            {
                Requirement = "definition",
                Repository = start.Repository ?? Path.GetTempPath(),
                BaseBranch = start.BaseBranch,
                Agent = start.Agent ?? new AgentSelector("none"),
                Labels = start.Labels,
                Actor = start.Actor,
                Priority = start.Priority,
                Budget = start.Budget,
                DecisionDays = start.DecisionDays ?? DefinitionRunRequest.DefaultDecisionDays,
            },
            options.Value.Limits);
        if (errors.Count > 0)
        {
            throw new InvalidFieldsException(errors);
        }
    }

    /// <summary>What cannot work is said now rather than by a workflow that fails at once.</summary>
    private async Task CheckWorldAsync(
        DefinitionRunRequest request, bool looksAtRepository, Action<string> checkTop, CancellationToken cancellationToken)
    {
        if (looksAtRepository && request.Repository is { } repository)
        {
            // What Git works on may be elsewhere than the path says: it follows links, and goes up to the top level.
            checkTop((await workspaces.InspectAsync(repository, request.BaseBranch, cancellationToken)).Path);
        }

        var steps = DefinitionGraph.Of(request.Definition).Steps;
        if (request.Repository is null && steps.FirstOrDefault(step => Facts(request, step) is { NeedsWorkspace: true }) is { } homeless)
        {
            throw new InvalidFieldsException(
                "repository", $"is missing: '{homeless.Id}' uses {homeless.Definition.Uses}, which works in a Git repository.");
        }

        var users = steps.Where(step => Facts(request, step) is { UsesAgent: true }).ToArray();
        if (request.Agent is null && Array.Find(users, step => step.Definition.Agent is null) is { } idle)
        {
            throw new InvalidFieldsException(
                "agent", $"is missing: '{idle.Id}' uses {idle.Definition.Uses}, which needs one, and does not name it.");
        }

        var names = users.Select(step => step.Definition.Agent).OfType<string>()
            .Where(name => !name.Contains("${{", StringComparison.Ordinal))
            .Concat(users.Length == 0 ? [] : request.Definition.ErrorHandling.FallbackAgents)
            .Distinct(StringComparer.Ordinal)
            .Select(name => new AgentSelector(name));
        foreach (var agent in request.Agent is { } own ? names.Prepend(own) : names)
        {
            agents.Find(agent);
        }

        definitions.RequireAbleAgents(agents, request.Definition, request.Agent);
    }

    private static PluginFacts? Facts(DefinitionRunRequest request, GraphStep step) =>
        step.Definition.Uses is { } uses && step.Definition.Type is StepType.Task or StepType.Decision
            ? request.Plugins.GetValueOrDefault(uses)
            : null;
}
