using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway definition remove</c>: removes a registered definition.</summary>
internal sealed class DefinitionRemoveCommand : Verb
{
    private readonly Argument<string> _id = new("ID") { Description = "The definition's id." };

    /// <summary>Makes the verb.</summary>
    public DefinitionRemoveCommand(CliEnvironment environment)
        : base("remove", "Remove a registered definition with all its versions; workflows that run keep theirs.", environment,
            "slipway definition remove release") => Add(_id);

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var id = input.GetValue(_id)!.Trim();
        using var client = Connect(input);
        await client.RemoveDefinitionAsync(id, cancellationToken);
        await Environment.Output.WriteLineAsync($"{id}  removed");
        return ExitCode.Ok;
    }
}
