using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway definition</c>: the workflow definitions that a host has.</summary>
internal sealed class DefinitionCommand : Command
{
    /// <summary>Makes the verb and those below it.</summary>
    public DefinitionCommand(CliEnvironment environment)
        : base("definition", "Register workflow definitions with the host, list, show and remove them.")
    {
        Add(new DefinitionPutCommand(environment));
        Add(new DefinitionListCommand(environment));
        Add(new DefinitionShowCommand(environment));
        Add(new DefinitionRemoveCommand(environment));
    }
}
