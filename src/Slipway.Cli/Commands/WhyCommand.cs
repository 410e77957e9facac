using System.CommandLine;
using Slipway.Cli.Display;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway why</c>: what a workflow waits for, in a sentence.</summary>
internal sealed class WhyCommand : Verb
{
    private const int MaxLength = 2_000;

    private readonly Argument<string> _id = WorkflowId.Argument();
    private readonly Option<bool> _json = JsonText.Option();

    /// <summary>Makes the verb.</summary>
    public WhyCommand(CliEnvironment environment)
        : base(
            "why", "Say why a workflow does not go on: which event, timer, activity, turn; since when, until when.", environment,
            "slipway why wf-3f9c", "slipway why wf-3f9c --json")
    {
        Add(_id);
        Add(_json);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        using var client = ConnectManagement(input);
        var why = await client.GetAsync(WorkflowId.Read(input, _id), "why", cancellationToken);
        await Environment.Output.WriteLineAsync(input.GetValue(_json)
            ? JsonText.Indent(why)
            : $"It waits for {SafeText.Line(why.GetProperty("waitingFor").GetString(), MaxLength)}.");
        return ExitCode.Ok;
    }
}
