using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Agents.Templates;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Agents;

/// <summary>Finds agents: those of the templates by name, or any command line.</summary>
internal sealed class AgentCatalog : IAgentCatalog
{
    private const int Suggestions = 3;

    private readonly AgentTools _tools;
    private readonly SortedDictionary<string, IReadOnlyList<AgentDefinition>> _templates;

    internal AgentCatalog(AgentTools tools)
    {
        _tools = tools;
        _templates = AgentTemplates.All(tools.Options);
        Names = [.. _templates.Keys];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public IAgent Find(AgentSelector selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return selector switch
        {
            { Name: { } name, Command: null } => FindNamed(name),
            { Name: null, Command: { } command } => FindCommand(command),
            _ => throw new SlipwayException(ErrorCodes.InvalidRequest, "Give either the name of an agent or a command line, and not both."),
        };
    }

    private CommandAgent FindNamed(string name)
    {
        if (!_templates.TryGetValue(name, out var definitions))
        {
            var nearest = Nearest.Of(name, Names, Suggestions);
            throw NotAvailable(
                $"Agent not available: {Shorten(name)}. Did you mean {string.Join(" or ", nearest)}? "
                + $"Known agents: {string.Join(", ", Names)}.");
        }

        Require(name, definitions[0]);
        return new CommandAgent(name, definitions, _tools);
    }

    private CommandAgent FindCommand(string command)
    {
        var definition = new AgentDefinition { Command = command };
        var program = CommandLine.Split(command)[0];
        Require(program, definition);
        return new CommandAgent(Path.GetFileName(program), [definition], _tools);
    }

    /// <summary>Refuses an agent whose program is not there. A relative path can only be judged in the worktree, when it runs.</summary>
    private static void Require(string name, AgentDefinition definition)
    {
        var program = CommandLine.Split(definition.Command)[0];
        var isRelativePath = Path.GetFileName(program) != program && !Path.IsPathRooted(program);
        var root = Path.GetPathRoot(Environment.CurrentDirectory)!;
        if (isRelativePath || Programs.Find(program, root, Environment.GetEnvironmentVariable("PATH")) is not null)
        {
            return;
        }

        var found = Programs.NotFoundMessage(Shorten(program));
        throw NotAvailable(
            $"Agent not available: {Shorten(name)}. {found}{(definition.HowToInstall is { } hint ? " " + hint : string.Empty)}");
    }

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";

    private static SlipwayException NotAvailable(string message) => new(ErrorCodes.AgentNotAvailable, message);
}
