using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Contract;
using Slipway.Cli.Display;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway definition list</c>: the definitions that a host has.</summary>
internal sealed class DefinitionListCommand : Verb
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly Option<bool> _json = JsonText.Option();

    /// <summary>Makes the verb.</summary>
    public DefinitionListCommand(CliEnvironment environment)
        : base("list", "List the definitions that the host has, a line each.", environment,
            "slipway definition list", "slipway definition list --json") => Add(_json);

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        using var client = Connect(input);
        var document = await client.GetDefinitionsAsync(cancellationToken);
        if (input.GetValue(_json))
        {
            await Environment.Output.WriteLineAsync(JsonText.Indent(document));
            return ExitCode.Ok;
        }

        var list = document.Deserialize<DefinitionListView>(Web)!;
        foreach (var definition in list.Definitions ?? [])
        {
            var others = definition.Versions is { Count: > 1 } versions ? $" ({versions.Count} versions)" : "";
            await Environment.Output.WriteLineAsync(
                $"{definition.Id,-24}  {SafeText.Line(definition.Version, 12),-12}  {definition.Source,-10}  "
                + $"{SafeText.Line(definition.Name ?? definition.Id, 60)}{others}");
        }

        foreach (var problem in list.Problems ?? [])
        {
            await Environment.Error.WriteLineAsync(SafeText.Line(problem.ToString(), 500));
        }

        return ExitCode.Ok;
    }
}
