using System.Text.Json;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Functions.Access;
using Slipway.Functions.Activities;
using Slipway.Functions.Orchestrators.Definitions;

namespace Slipway.Functions.Steps;

/// <summary>Finds definitions, and prepares them and what they are given for a run.</summary>
/// <param name="sources">Where they are found besides those that are registered; the first one that has an id is asked.</param>
/// <param name="plugins">What their steps can use.</param>
internal sealed class DefinitionCatalog(IEnumerable<IDefinitionSource> sources, StepPlugins plugins)
{
    private const char VersionMark = '@';
    private const int MaxShownProblems = 10;

    /// <summary>How many definitions are looked at that others run.</summary>
    private const int MaxChildren = 100;

    /// <summary>The id of <c>id@version</c>, or of an id alone.</summary>
    public static string IdOf(string name) => name.Split(VersionMark, 2)[0];

    /// <summary>Finds a definition by its id, or by <c>id@version</c>.</summary>
    /// <exception cref="SlipwayException">There is none, or it cannot be used.</exception>
    public Task<WorkflowDefinition> FindAsync(DurableTaskClient? client, string name, CancellationToken cancellationToken) =>
        FindAsync(client, name, RequestAccess.Open, cancellationToken);

    /// <summary>The same for somebody, who is told of no definition that they may not read.</summary>
    /// <exception cref="SlipwayException">There is none, or it cannot be used.</exception>
    public Task<WorkflowDefinition> FindAsync(
        DurableTaskClient? client, string name, RequestAccess access, CancellationToken cancellationToken) =>
        FindAsync(
            client, IdOf(name), name.Split(VersionMark, 2) is [_, var version] ? version : null, access, cancellationToken);

    /// <summary>Finds a version of a definition for somebody; unset, the newest.</summary>
    /// <exception cref="SlipwayException">There is none, or it cannot be used.</exception>
    public async Task<WorkflowDefinition> FindAsync(
        DurableTaskClient? client, string id, string? version, RequestAccess access, CancellationToken cancellationToken)
    {
        foreach (var source in All(client))
        {
            if (await source.FindAsync(id, version, cancellationToken) is { } found)
            {
                return found;
            }
        }

        var known = await ListAsync(client, cancellationToken);
        throw Unknown(id, version, [.. known.Where(each => access.MayReadDefinition(each.Definition.Id))]);
    }

    /// <summary>All that can be found, in the order of their ids.</summary>
    public async Task<IReadOnlyList<ListedDefinition>> ListAsync(DurableTaskClient? client, CancellationToken cancellationToken)
    {
        var known = new SortedDictionary<string, ListedDefinition>(StringComparer.Ordinal);
        foreach (var source in All(client))
        {
            foreach (var listed in await source.ListAsync(cancellationToken))
            {
                known.TryAdd(listed.Definition.Id, listed);
            }
        }

        return [.. known.Values];
    }

    /// <summary>Where a definition is from that cannot be registered, as it is there without that.</summary>
    /// <returns>Such as <c>built-in</c>; <see langword="null"/> when the id is free.</returns>
    public async Task<string?> OwnerAsync(string id, CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            if ((await source.ListAsync(cancellationToken)).FirstOrDefault(each => each.Definition.Id == id) is { } listed)
            {
                return listed.File is null ? listed.Source : $"{listed.Source}: {listed.File}";
            }
        }

        return null;
    }

    /// <summary>Reads a definition that a request brings with it, or that is kept.</summary>
    /// <exception cref="SlipwayException">It is none.</exception>
    public static WorkflowDefinition Read(string json)
    {
        var reading = DefinitionReader.Read(json, "definition.json");
        return reading.Definition ?? throw Wrong("The definition cannot be read", reading.Problems);
    }

    /// <summary>Refuses a definition that holds a credential: it would stand in the history of whatever runs it.</summary>
    /// <exception cref="SlipwayException">It does.</exception>
    public static void RefuseCredential(string text)
    {
        if (Redactor.Redact(text) != text)
        {
            throw new SlipwayException(
                ErrorCodes.InvalidRequest,
                "The definition holds what looks like a credential, which would be kept and shown. "
                    + "Give the name of a secret instead, such as secret:DEPLOY_TOKEN.");
        }
    }

    /// <summary>Checks a definition and what it is given.</summary>
    /// <exception cref="SlipwayException">One of the two is wrong.</exception>
    public ResolvedDefinition Prepare(WorkflowDefinition definition, JsonElement inputs)
    {
        var problems = DefinitionValidator.Validate(definition, plugins.All);
        if (problems.Count > 0)
        {
            throw Wrong($"The definition '{definition.Id}' cannot be run", problems);
        }

        RefuseCredential(DefinitionWriter.Write(definition));
        var reading = InputValidator.Validate(definition, inputs);
        if (reading.Problems.Count > 0)
        {
            throw Wrong($"The inputs of '{definition.Id}' are not as they must be", reading.Problems);
        }

        return new ResolvedDefinition(
            definition, CleanJson.Of(reading.Inputs, InputValidator.MaxBytes)!.Value, plugins.FactsFor(definition));
    }

    /// <summary>Checks that this host has what the definitions need that a definition runs as children, and theirs. What is not known yet,
    /// because an expression names it or it is to be registered, is looked at when its step begins.</summary>
    /// <exception cref="SlipwayException">It lacks something.</exception>
    public async Task CheckChildrenAsync(DurableTaskClient? client, WorkflowDefinition definition, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<(string Step, string Child)>(ChildrenOf(definition.Steps));
        while (open.TryDequeue(out var next) && seen.Count < MaxChildren)
        {
            if (!seen.Add(next.Child) || await TryFindAsync(client, next.Child, cancellationToken) is not { } child)
            {
                continue;
            }

            try
            {
                plugins.FactsFor(child);
            }
            catch (SlipwayException exception)
            {
                throw new SlipwayException(
                    exception.Code, $"The step '{next.Step}' runs '{next.Child}', which cannot be run: {exception.Message}",
                    exception.Category);
            }

            foreach (var inner in ChildrenOf(child.Steps))
            {
                open.Enqueue(inner);
            }
        }
    }

    /// <summary>Checks that agents can do what a definition has them do.</summary>
    /// <exception cref="SlipwayException">One cannot (<see cref="ErrorCodes.AgentCannot"/>).</exception>
    public void RequireAbleAgents(IAgentCatalog agents, WorkflowDefinition definition, AgentSelector? agent) => agents.RequireSteps(
        plugins, definition.Steps, agent, [.. definition.ErrorHandling.FallbackAgents.Select(name => new AgentSelector(name))]);

    private static IEnumerable<(string Step, string Child)> ChildrenOf(IEnumerable<StepDefinition> steps) => steps.SelectMany(step =>
        ChildrenOf(step.Steps).Concat(
            ControlSteps.WorkOf(step) == StepWork.Subflow && ControlSteps.DefinitionOf(step, step.Config ?? default) is { } name
                && !name.Contains("${{", StringComparison.Ordinal)
                ? [(step.Id, name)]
                : []));

    private async Task<WorkflowDefinition?> TryFindAsync(DurableTaskClient? client, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(client, name, cancellationToken);
        }
        catch (SlipwayException)
        {
            return null;
        }
    }

    private IEnumerable<IDefinitionSource> All(DurableTaskClient? client) =>
        client is null ? sources : [.. sources, new RegisteredDefinitionSource(client)];

    private static SlipwayException Unknown(string id, string? version, IReadOnlyList<ListedDefinition> known)
    {
        var shown = Sanitiser.Line(id, 100);
        if (version is not null && known.FirstOrDefault(each => each.Definition.Id == id) is { } other)
        {
            return new SlipwayException(
                ErrorCodes.InvalidRequest,
                $"There is no version '{Sanitiser.Line(version, 100)}' of '{shown}'. There are: "
                    + $"{string.Join(", ", other.Versions.Select(each => each.Version).Distinct(StringComparer.Ordinal))}.");
        }

        var ids = known.Select(each => each.Definition.Id).ToArray();
        var hint = Nearest.One(id, ids) is { } near ? $"Did you mean '{near}'?" : $"There are: {string.Join(", ", ids)}.";
        return new SlipwayException(
            ErrorCodes.InvalidRequest, $"There is no definition '{shown}'. {(ids.Length == 0 ? "" : hint)}".TrimEnd());
    }

    private static SlipwayException Wrong(string what, IReadOnlyList<DefinitionProblem> problems) => new(
        ErrorCodes.InvalidRequest,
        $"{what}: {string.Join(" ", problems.Take(MaxShownProblems))}"
            + (problems.Count > MaxShownProblems ? $" And {problems.Count - MaxShownProblems} more." : ""));
}
