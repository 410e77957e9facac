using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway definition show</c>: one definition, as JSON that can be edited and registered again.</summary>
internal sealed class DefinitionShowCommand : Verb
{
    private readonly Argument<string> _id = new("ID") { Description = "The definition's id, or ID@VERSION." };

    /// <summary>Makes the verb.</summary>
    public DefinitionShowCommand(CliEnvironment environment)
        : base("show", "Show a definition as JSON.", environment,
            "slipway definition show release", "slipway definition show release@1.2.0 > release.json") => Add(_id);

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var name = input.GetValue(_id)!.Trim().Split('@', 2);
        using var client = Connect(input);
        var definition = await client.GetDefinitionAsync(name[0], name.Length > 1 ? name[1] : null, cancellationToken);
        await Environment.Output.WriteLineAsync(JsonText.Indent(definition));
        return ExitCode.Ok;
    }
}
