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

    /// <summary>
    /// An agent runs in a worktree of its own, where a path that starts at the user's current directory leads nowhere: such a program gets
    /// its full path, unless the repository has one at this place itself.
    /// </summary>
    /// <param name="directory">The current directory.</param>
    /// <param name="repository">The repository's folder, if there is one.</param>
    public AgentChoice Rooted(string directory, string? repository)
    {
        var program = Command?.Split(' ', 2)[0];
        if (program is null || !program.StartsWith('.') || !program.Contains('/', StringComparison.Ordinal)
            || !File.Exists(Path.GetFullPath(program, directory))
            || (repository is not null && File.Exists(Path.GetFullPath(program, repository))))
        {
            return this;
        }

        var full = Path.GetFullPath(program, directory);
        return this with { Command = (full.Contains(' ', StringComparison.Ordinal) ? $"\"{full}\"" : full) + Command![program.Length..] };
    }
}
