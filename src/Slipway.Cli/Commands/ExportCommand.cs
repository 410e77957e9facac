using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway export</c>: a workflow's run as one JSON document.</summary>
internal sealed class ExportCommand : Verb
{
    private readonly Argument<string> _id = WorkflowId.Argument();

    /// <summary>Makes the verb.</summary>
    public ExportCommand(CliEnvironment environment)
        : base(
            "export", "Write a workflow's run, with all its inputs and results, as one JSON document that `slipway replay` reads.",
            environment, "slipway export wf-3f9c > run.json")
    {
        Add(_id);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        using var client = ConnectManagement(input);
        var run = await client.GetAsync(WorkflowId.Read(input, _id), "export", cancellationToken);
        await Environment.Output.WriteLineAsync(run.GetRawText());
        return ExitCode.Ok;
    }
}
