using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway access</c>: access tokens and what a host is told of them. Needs no host.</summary>
internal sealed class AccessCommand : Command
{
    /// <summary>Makes the verb and those below it.</summary>
    public AccessCommand(CliEnvironment environment)
        : base("access", "Make access tokens, and the settings by which a host knows whose they are.")
    {
        Add(new AccessTokenCommand(environment));
        Add(new AccessHashCommand(environment));
    }
}
