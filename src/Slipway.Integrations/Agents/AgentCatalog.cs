using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Agents.A2A;
using Slipway.Integrations.Agents.Codegen;
using Slipway.Integrations.Agents.Templates;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Agents;

/// <summary>Finds agents: those of the templates, groups and the one of codegen.com by name, or any command line.</summary>
internal sealed class AgentCatalog : IAgentCatalog
{
    private const int Suggestions = 3;

    private readonly AgentTools _tools;
    private readonly AgentStatistics _statistics;
    private readonly A2AAgents _remotes;
    private readonly CodegenAgent? _codegen;
    private readonly IAgentBreakers _breakers;
    private readonly GroupShares _shares;
    private readonly SortedDictionary<string, IReadOnlyList<AgentDefinition>> _templates;

    /// <summary>Reads the templates.</summary>
    /// <param name="tools">What agents work with.</param>
    /// <param name="statistics">Counts their runs.</param>
    /// <param name="remotes">Makes those behind endpoints.</param>
    /// <param name="codegen">The one of codegen.com, when it is used.</param>
    /// <param name="breakers">Those of the members of groups.</param>
    internal AgentCatalog(
        AgentTools tools, AgentStatistics statistics, A2AAgents remotes, CodegenAgent? codegen, IAgentBreakers breakers)
    {
        _remotes = remotes;
        _breakers = breakers;
        _tools = tools;
        _statistics = statistics;
        _shares = new GroupShares(statistics);
        _codegen = codegen;
        _templates = AgentTemplates.All(tools.Options);
        IEnumerable<string> remote = codegen is null ? [] : [CodegenOptions.AgentName];
        Names =
        [
            .. _templates.Keys.Concat(tools.Options.AgentGroups.Keys).Concat(remote)
                .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Groups => [.. _tools.Options.AgentGroups.Keys];

    /// <inheritdoc/>
    public IAgent Find(AgentSelector selector) => FindChecked(selector);

    /// <inheritdoc/>
    public SlipwayException? WhyNot(AgentSelector selector, AgentCapability needed)
    {
        ArgumentNullException.ThrowIfNull(selector);
        if (selector.Name is not { } name)
        {
            return null;
        }

        var own = CapabilitiesOf(name);
        if (own.Contains(needed))
        {
            return null;
        }

        var able = Names.Where(other => CapabilitiesOf(other).Contains(needed)).ToArray();
        return new SlipwayException(
            ErrorCodes.AgentCannot,
            $"The agent {Shorten(name)} cannot {Words([needed])}; "
            + (own.Count == 0 ? "its members share no kind of work. " : $"it can {Words(own)}. ")
            + (able.Length == 0 ? "No agent of this host can." : $"Agents that can: {string.Join(", ", able)}."));
    }

    /// <summary>What an agent, each of its definitions, or each member of a group, can do.</summary>
    internal IReadOnlyList<AgentCapability> CapabilitiesOf(string name)
    {
        var all = Enum.GetValues<AgentCapability>();
        IEnumerable<IEnumerable<AgentCapability>> each = MembersOf(name) is { } members
            ? members.Select(CapabilitiesOf)
            : _templates.GetValueOrDefault(name, []).Select(definition => definition.Capabilities).Where(given => given.Count > 0);
        return [.. all.Where(capability => each.All(given => given.Contains(capability)))];
    }

    internal ICheckedAgent FindChecked(AgentSelector selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return selector switch
        {
            { Name: { } name, Command: null } => _tools.Options.AgentGroups.TryGetValue(name, out var group)
                ? new AgentGroup(name, group, this, _shares, _tools.Sessions, _breakers)
                : FindSingle(name),
            { Name: null, Command: { } command } => FindCommand(command),
            _ => throw new SlipwayException(ErrorCodes.InvalidRequest, "Give either the name of an agent or a command line, and not both."),
        };
    }

    /// <summary>The names that a group stands for; <see langword="null"/> when there is no such group.</summary>
    internal IReadOnlyList<string>? MembersOf(string name) =>
        _tools.Options.AgentGroups.TryGetValue(name, out var group) ? [.. group.Members] : null;

    /// <summary>Finds an agent that is no group.</summary>
    /// <exception cref="SlipwayException">No such agent, or its program is not installed
    /// (<see cref="ErrorCodes.AgentNotAvailable"/>).</exception>
    internal ICheckedAgent FindSingle(string name)
    {
        if (_templates.TryGetValue(name, out var definitions))
        {
            if (definitions[0].Endpoint is not null)
            {
                return new CountedAgent(name, _remotes.Of(name, definitions[0], _tools), _statistics);
            }

            Require(name, definitions[0]);
            return new CountedAgent(name, new CommandAgent(name, definitions, _tools), _statistics);
        }

        if (_codegen is not null && name.Equals(CodegenOptions.AgentName, StringComparison.OrdinalIgnoreCase))
        {
            return new CountedAgent(CodegenOptions.AgentName, _codegen, _statistics);
        }

        var nearest = Nearest.Of(name, Names, Suggestions);
        throw NotAvailable(
            $"Agent not available: {Shorten(name)}. Did you mean {string.Join(" or ", nearest)}? "
            + $"Known agents: {string.Join(", ", Names)}.");
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

    private static string Words(IEnumerable<AgentCapability> capabilities) =>
        string.Join(", ", capabilities.Select(each => each.ToString().ToLowerInvariant()));

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";

    private static SlipwayException NotAvailable(string message) => new(ErrorCodes.AgentNotAvailable, message);
}
