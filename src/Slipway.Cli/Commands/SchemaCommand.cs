using System.CommandLine;
using Slipway.Core.Definitions;
using Slipway.Functions;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway schema</c>: the JSON Schema of definitions, by which editors complete and check them. Needs no host.</summary>
internal sealed class SchemaCommand(CliEnvironment environment) : Verb(
    "schema", "Write the JSON Schema of workflow definitions, by which an editor completes and checks them.", environment,
    "slipway schema > .slipway/definition.schema.json")
{
    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        await Environment.Output.WriteLineAsync(DefinitionSchema.Json(SlipwayApplication.Plugins()));
        return ExitCode.Ok;
    }
}
