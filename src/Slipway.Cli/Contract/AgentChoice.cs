namespace Slipway.Cli.Contract;

/// <summary>An agent by name or by command line; exactly one of the two.</summary>
internal sealed record AgentChoice(string? Name, string? Command)
{
    /// <summary>Checks what the command line says.</summary>
    /// <param name="name"><c>--agent</c>.</param>
    /// <param name="command"><c>--agent-command</c>.</param>
    /// <returns>The agent; null when neither is given.</returns>
    /// <exception cref="CliException">Both are given.</exception>
    public static AgentChoice? Parse(string? name, string? command)
    {
        var hasName = !string.IsNullOrWhiteSpace(name);
        var hasCommand = !string.IsNullOrWhiteSpace(command);
        if (hasName && hasCommand)
        {
            throw CliException.BadInput("--agent and --agent-command exclude each other; give the one that is meant");
        }

        return hasName || hasCommand ? new AgentChoice(hasName ? name!.Trim() : null, hasCommand ? command!.Trim() : null) : null;
    }
}
