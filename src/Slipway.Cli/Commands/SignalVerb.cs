using System.CommandLine;
using Slipway.Cli.Connection;
using Slipway.Cli.Contract;
using Slipway.Cli.Display;

namespace Slipway.Cli.Commands;

/// <summary>A verb that asks something of a workflow and says what came of it.</summary>
internal abstract class SignalVerb : Verb
{
    /// <summary>How long to wait until the workflow shows the effect, in polls.</summary>
    private const int MaxPolls = 20;

    private readonly Argument<string> _id = WorkflowId.Argument();

    private readonly Option<string?> _reason = new("--reason") { Description = "Why; kept in the workflow's history.", HelpName = "R" };

    /// <summary>Makes the verb.</summary>
    protected SignalVerb(string name, string description, CliEnvironment environment, params string[] examples)
        : base(name, description, environment, examples)
    {
        Add(_id);
        Add(_reason);
    }

    /// <summary>What is sent.</summary>
    protected virtual SignalRequest Read(ParseResult input, string? reason) => new() { Actor = Environment.ClaimedActor, Reason = reason };

    /// <summary>Whether the workflow shows the effect already.</summary>
    /// <param name="workflow">The workflow as it stands.</param>
    /// <param name="asked">The workflow as it stood when it was asked.</param>
    protected abstract bool HasTakenEffect(WorkflowView workflow, WorkflowView asked);

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var id = WorkflowId.Read(input, _id);
        var body = Read(input, input.GetValue(_reason));
        using var client = Connect(input);
        var asked = await client.AskAsync(id, Name, body, cancellationToken);
        var workflow = await AwaitEffectAsync(client, asked, id, cancellationToken);
        await Environment.Output.WriteLineAsync($"{id}  {workflow.Status}  {workflow.State}");
        var waiting = HasTakenEffect(workflow, asked) ? workflow.WaitingFor : $"accepted; not done yet: {workflow.WaitingFor}";
        if (!string.IsNullOrWhiteSpace(waiting))
        {
            await Environment.Error.WriteLineAsync(SafeText.Line(waiting));
        }

        return ExitCode.Ok;
    }

    private async Task<WorkflowView> AwaitEffectAsync(
        SlipwayClient client, WorkflowView asked, string id, CancellationToken cancellationToken)
    {
        var workflow = asked;
        for (var poll = 0; poll < MaxPolls && !HasTakenEffect(workflow, asked); poll++)
        {
            await Task.Delay(WorkflowWatcher.Interval, Environment.Time, cancellationToken);
            workflow = await client.GetAsync(id, cancellationToken);
        }

        return workflow;
    }
}
