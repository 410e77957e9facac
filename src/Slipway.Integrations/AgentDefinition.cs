using Slipway.Core.Ports;

namespace Slipway.Integrations;

/// <summary>An agent as data: how to start it, or where it is, what it may see, and what it says of itself.</summary>
/// <remarks>
/// It has either a <see cref="Command"/> or an <see cref="Endpoint"/>; of the others, only <see cref="Capabilities"/> is for both.
/// In the command lines <c>{prompt}</c> stands for the prompt, inside one argument, and <c>{promptFile}</c> for the path of a file with
/// it; without either the prompt goes to standard input. <c>{directory}</c> is the worktree, <c>{session}</c> a session's id.
/// </remarks>
public sealed class AgentDefinition
{
    /// <summary>The command line, run without a shell in the worktree.</summary>
    public string Command { get; set; } = string.Empty;

    /// <summary>Where a service is that speaks the A2A protocol, instead of a command line: an https address, or http on this machine. Its
    /// agent card is at <c>/.well-known/agent-card.json</c> below it; an address that ends in <c>.json</c> is the card's own. Default
    /// none.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>With <see cref="Endpoint"/>: the name of the environment variable that holds the bearer token; <see langword="null"/>: the
    /// service needs none.</summary>
    public string? TokenVariable { get; set; }

    /// <summary>With <see cref="Endpoint"/>: the longest time between two looks at a task that goes on, 1 s to 10 min, default 10 s. The
    /// first looks are sooner.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The command line that goes on in session <c>{session}</c>; <see langword="null"/>: it cannot.</summary>
    public string? Resume { get; set; }

    /// <summary>Added to <see cref="Command"/> to give a new session the id <c>{session}</c>, a UUID; <see langword="null"/>: the agent
    /// chooses its own, and its output says which.</summary>
    public string? SessionArguments { get; set; }

    /// <summary>Added when a run's money is limited, to <c>{costUsd}</c>; <see langword="null"/>: it cannot be told.</summary>
    public string? CostArguments { get; set; }

    /// <summary>Added when a run's turns are limited, to <c>{turns}</c>; <see langword="null"/>: it cannot be told.</summary>
    public string? TurnArguments { get; set; }

    /// <summary>Names of environment variables of the host to pass on when they are set. Default none.</summary>
    public IList<string> Environment { get; set; } = [];

    /// <summary>Environment variables to set. Not for secrets: name those in <see cref="Environment"/>.</summary>
    public IDictionary<string, string> Variables { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What it can do; no other work is given to it. Default none named: it can do everything.</summary>
    public IList<AgentCapability> Capabilities { get; set; } = [];

    /// <summary>What to tell a user who does not have the program; <see langword="null"/> says to install it or give its path.</summary>
    public string? HowToInstall { get; set; }

    /// <summary>What it prints on standard output. Default plain text.</summary>
    public AgentOutputFormat Output { get; set; }

    /// <summary>The command line that prints the program's version; <see langword="null"/>: it is not asked.</summary>
    public string? VersionCommand { get; set; }

    /// <summary>A regular expression (without backtracking) whose first group is the version in what <see cref="VersionCommand"/> prints.
    /// Default: the first number with a dot in it.</summary>
    public string VersionPattern { get; set; } = @"(\d+(?:\.\d+){1,3})";

    /// <summary>Versions that this definition is for, such as <c>&gt;=2.1 &lt;3</c>; <see langword="null"/>: all.</summary>
    public string? Versions { get; set; }

    /// <summary>What an exit code means where the output does not say: the code, and the ending. Default none.</summary>
    public IDictionary<string, AgentOutcomeKind> ExitCodes { get; set; } =
        new Dictionary<string, AgentOutcomeKind>(StringComparer.Ordinal);

    /// <summary>What a text among the last lines printed means where nothing else says: the text, and the ending. Default none.</summary>
    public IDictionary<string, AgentOutcomeKind> Failures { get; set; } = new Dictionary<string, AgentOutcomeKind>(StringComparer.Ordinal);
}
