namespace Slipway.Integrations;

/// <summary>An agent as data: how to start it, and what it may see.</summary>
public sealed class AgentDefinition
{
    /// <summary>
    /// The command line, run without a shell. <c>{prompt}</c> is replaced by the prompt inside one argument; without it the prompt goes to
    /// standard input.
    /// </summary>
    public string Command { get; set; } = string.Empty;

    /// <summary>Names of environment variables of the host to pass on when they are set. Default none.</summary>
    public IList<string> Environment { get; set; } = [];

    /// <summary>Environment variables to set. Not for secrets: name those in <see cref="Environment"/>.</summary>
    public IDictionary<string, string> Variables { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What to tell a user who does not have the program; <see langword="null"/> says to install it or give its path.</summary>
    public string? HowToInstall { get; set; }

    /// <summary>What it prints on standard output. Default plain text.</summary>
    public AgentOutputFormat Output { get; set; }
}
