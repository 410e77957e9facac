using System.CommandLine;
using Slipway.Cli.Contract;
using Slipway.Cli.Display;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway status</c>: one workflow as it stands.</summary>
internal sealed class StatusCommand : Verb
{
    private readonly Argument<string> _id = WorkflowId.Argument();
    private readonly Option<bool> _json = JsonText.Option();

    /// <summary>Makes the verb.</summary>
    public StatusCommand(CliEnvironment environment)
        : base(
            "status", "Show one workflow as it stands, and what it waits for.", environment,
            "slipway status wf-3f9c", "slipway status wf-3f9c --json")
    {
        Add(_id);
        Add(_json);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        using var client = Connect(input);
        var document = await client.GetJsonAsync(WorkflowId.Read(input, _id), cancellationToken);
        if (input.GetValue(_json))
        {
            await Environment.Output.WriteLineAsync(JsonText.Indent(document));
            return ExitCode.Ok;
        }

        var workflow = WorkflowView.From(document);
        await Environment.Output.WriteLineAsync(SafeText.Line(workflow.Title, 400));
        await Environment.Output.WriteLineAsync();
        Summary.WriteFacts(Environment.Output, workflow);
        if (workflow.Step is { } step)
        {
            await Environment.Output.WriteLineAsync(
                $"  {"Step",-12}  {SafeText.Line(step.Name)}, attempt {step.Attempt} of {step.MaxAttempts}");
        }

        return ExitCode.Ok;
    }
}
