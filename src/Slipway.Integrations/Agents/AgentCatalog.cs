using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Processes;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Agents;

/// <summary>Finds agents: the user's own, then those that are built in, or any command line.</summary>
internal sealed class AgentCatalog : IAgentCatalog
{
    private const int Suggestions = 3;

    private readonly IntegrationOptions _options;
    private readonly ProcessRunner _runner;
    private readonly IArtifactStore _artifacts;
    private readonly HostSecrets _secrets;
    private readonly SortedDictionary<string, AgentDefinition> _definitions = new(StringComparer.OrdinalIgnoreCase);

    internal AgentCatalog(IntegrationOptions options, ProcessRunner runner, IArtifactStore artifacts, HostSecrets secrets)
    {
        _options = options;
        _runner = runner;
        _artifacts = artifacts;
        _secrets = secrets;
        foreach (var (name, definition) in BuiltInAgents.All.Concat(options.Agents))
        {
            _definitions[name] = definition;
        }

        Names = [.. _definitions.Keys];
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
        if (!_definitions.TryGetValue(name, out var definition))
        {
            var nearest = Nearest.Of(name, Names, Suggestions);
            throw NotAvailable(
                $"Agent not available: {Shorten(name)}. Did you mean {string.Join(" or ", nearest)}? "
                + $"Known agents: {string.Join(", ", Names)}.");
        }

        Require(name, definition);
        return Create(name, definition);
    }

    private CommandAgent FindCommand(string command)
    {
        var definition = new AgentDefinition { Command = command };
        var program = CommandLine.Split(command)[0];
        Require(program, definition);
        return Create(Path.GetFileName(program), definition);
    }

    private CommandAgent Create(string name, AgentDefinition definition) =>
        new(name, definition, _options.PassThroughEnvironment, _options.LogLimitBytes, _runner, _artifacts, _secrets);

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
