using System.CommandLine;
using Slipway.Cli.Connection;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Planning;
using Slipway.Functions;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway plan</c>: a workflow definition, checked, and how it will run. Needs no host, and asks one that runs how long the
/// steps took before.</summary>
internal sealed class PlanCommand : Verb
{
    private readonly Argument<string?> _file = new("definition")
    {
        Description = "A definition's file (YAML or JSON), the id of a built-in one, or ID[@VERSION] of one that the host has.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _run = new("--run")
    {
        Description = "A workflow of a definition instead: its critical path by what its steps took, and what is still to come.",
        HelpName = "ID",
    };

    private readonly Option<string> _format = new("--format")
    {
        Description = "How to draw it. Default: text, a table.",
        DefaultValueFactory = _ => "text",
    };

    /// <summary>Makes the verb.</summary>
    public PlanCommand(CliEnvironment environment)
        : base(
            "plan",
            "Check a workflow definition, and show how it will run: what at once, how long, the critical path, needless dependencies.",
            environment,
            "slipway plan release.yaml",
            "slipway plan pr_processing --format svg > plan.svg",
            "slipway plan checked_change@1.2.0 --url http://127.0.0.1:7071",
            "slipway plan --run wf-3f9c")
    {
        _format.AcceptOnlyFromAmong("text", "mermaid", "svg");
        Add(_file);
        Add(_format);
        Add(_run);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        if (input.GetValue(_run) is { } run)
        {
            return await ShowRunAsync(input, run, cancellationToken);
        }

        var plugins = SlipwayApplication.Plugins();
        var name = input.GetValue(_file)
            ?? throw CliException.BadInput("which definition? Give its file or id, or --run ID for the plan of a workflow");
        var reading = await ReadAsync(input, name, cancellationToken);
        var problems = reading.Definition is { } read ? DefinitionValidator.Validate(read, plugins, reading.Source) : reading.Problems;
        if (problems.Count > 0)
        {
            throw CliException.BadInput(string.Join(System.Environment.NewLine, problems));
        }

        var measured = await MeasuredAsync(input, reading.Definition!.Id, cancellationToken);
        var plan = DefinitionPlan.Of(DefinitionGraph.Of(reading.Definition, plugins), measured);
        await Environment.Output.WriteLineAsync((input.GetValue(_format) switch
        {
            "mermaid" => PlanMermaid.Draw(plan),
            "svg" => PlanSvg.Draw(plan),
            _ => PlanTable.Draw(plan),
        }).TrimEnd());
        return ExitCode.Ok;
    }

    private async Task<int> ShowRunAsync(ParseResult input, string run, CancellationToken cancellationToken)
    {
        if (input.GetValue(_file) is not null)
        {
            throw CliException.BadInput("--run ID says which definition: give it alone");
        }

        using var client = Connect(input);
        var plan = await client.GetPlanAsync(WorkflowId.Read(run), input.GetValue(_format)!, cancellationToken);
        await Environment.Output.WriteLineAsync(plan.TrimEnd());
        return ExitCode.Ok;
    }

    /// <summary>What a host knows of past runs, when one was named or runs here; a plan needs none.</summary>
    private async Task<MeasuredDurations?> MeasuredAsync(ParseResult input, string id, CancellationToken cancellationToken)
    {
        try
        {
            if (!KnowsHost(input))
            {
                return null;
            }

            using var client = Connect(input);
            return await client.GetDurationsAsync(id, cancellationToken);
        }
        catch (CliException unknown)
        {
            await Environment.Error.WriteLineAsync($"slipway: planned without what was measured: {unknown.Message}");
            return null;
        }
    }

    private bool KnowsHost(ParseResult input) =>
        HostAddress.IsStated(Environment, input.GetValue(GlobalOptions.Url)) || DataOf(input).ReadUrl() is not null;

    private async Task<DefinitionReading> ReadAsync(ParseResult input, string name, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(name, Environment.CurrentDirectory);
        if (!File.Exists(path))
        {
            return BuiltInDefinitions.Ids.Contains(name) ? DefinitionReader.Read(BuiltInDefinitions.Text(name), name + ".yaml")
                : KnowsHost(input) ? await AskAsync(input, name, cancellationToken)
                : throw CliException.BadInput(
                    $"there is no file {path}, no built-in definition '{name}', and no host that could have one (--url); built in are: "
                    + string.Join(", ", BuiltInDefinitions.Ids));
        }

        return new FileInfo(path).Length <= DefinitionReader.MaxBytes
            ? DefinitionReader.Read(await File.ReadAllTextAsync(path, cancellationToken), name)
            : throw CliException.BadInput($"{path} is larger than {DefinitionReader.MaxBytes / 1024:N0} KiB, the most a definition may be");
    }

    private async Task<DefinitionReading> AskAsync(ParseResult input, string name, CancellationToken cancellationToken)
    {
        var parts = name.Trim().Split('@', 2);
        using var client = Connect(input);
        var definition = await client.GetDefinitionAsync(parts[0], parts.Length > 1 ? parts[1] : null, cancellationToken);
        return DefinitionReader.Read(definition.GetRawText(), name + ".json");
    }
}
