using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Steps;

/// <summary>Finds definitions, and prepares them and what they are given for a run.</summary>
/// <param name="sources">Where they are found; the first one that has an id is asked.</param>
/// <param name="plugins">What their steps can use.</param>
internal sealed class DefinitionCatalog(IEnumerable<IDefinitionSource> sources, StepPlugins plugins)
{
    private const int MaxShownProblems = 10;

    /// <summary>Finds a definition by its id.</summary>
    /// <exception cref="SlipwayException">There is none, or it cannot be used.</exception>
    public async Task<WorkflowDefinition> FindAsync(string id, CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            if (await source.FindAsync(id, cancellationToken) is { } found)
            {
                return found;
            }
        }

        var known = await ListAsync(cancellationToken);
        var hint = Nearest.One(id, known) is { } near ? $"Did you mean '{near}'?" : $"There are: {string.Join(", ", known)}.";
        throw new SlipwayException(
            ErrorCodes.InvalidRequest, $"There is no definition '{Sanitiser.Line(id, 100)}'. {(known.Count == 0 ? "" : hint)}".TrimEnd());
    }

    /// <summary>The ids of all that can be found, in order.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var known = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            known.UnionWith(await source.ListAsync(cancellationToken));
        }

        return [.. known];
    }

    /// <summary>Reads a definition that a request brings with it.</summary>
    /// <exception cref="SlipwayException">It is none.</exception>
    public static WorkflowDefinition Read(JsonElement inline)
    {
        var reading = DefinitionReader.Read(inline.GetRawText(), "definition.json");
        return reading.Definition ?? throw Wrong("The definition cannot be read", reading.Problems);
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

        var reading = InputValidator.Validate(definition, inputs);
        if (reading.Problems.Count > 0)
        {
            throw Wrong($"The inputs of '{definition.Id}' are not as they must be", reading.Problems);
        }

        return new ResolvedDefinition(
            definition, CleanJson.Of(reading.Inputs, InputValidator.MaxBytes)!.Value, plugins.FactsFor(definition));
    }

    private static SlipwayException Wrong(string what, IReadOnlyList<DefinitionProblem> problems) => new(
        ErrorCodes.InvalidRequest,
        $"{what}: {string.Join(" ", problems.Take(MaxShownProblems))}"
            + (problems.Count > MaxShownProblems ? $" And {problems.Count - MaxShownProblems} more." : ""));
}
