using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway definition put</c>: registers a definition, or a new version of one.</summary>
internal sealed class DefinitionPutCommand : Verb
{
    private readonly Argument<string> _file = new("FILE") { Description = "The definition, YAML or JSON." };

    private readonly Option<string?> _ifMatch = new("--if-match")
    {
        Description = "Only if the newest version has this hash; so nobody else's is overlooked.", HelpName = "HASH",
    };

    /// <summary>Makes the verb.</summary>
    public DefinitionPutCommand(CliEnvironment environment)
        : base("put", "Register a definition, or a new version of one; earlier versions are kept.", environment,
            "slipway definition put release.yaml")
    {
        Add(_file);
        Add(_ifMatch);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var name = input.GetValue(_file)!;
        var path = Path.GetFullPath(name, Environment.CurrentDirectory);
        var definition = DefinitionFile.ReadFile(path, name);
        using var client = Connect(input);
        var isJson = Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase);
        var put = await client.PutDefinitionAsync(
            definition.Id, await File.ReadAllTextAsync(path, cancellationToken), isJson, Environment.ClaimedActor, input.GetValue(_ifMatch),
            cancellationToken);
        await Environment.Output.WriteLineAsync($"{put.Id}  {put.Version}  {put.Hash}  {put.Outcome}");
        await Environment.Error.WriteLineAsync($"Run it with `slipway run --definition {put.Id}{HostOptionsOf(input)}`.");
        return ExitCode.Ok;
    }
}
