using System.CommandLine;
using Slipway.Cli.Contract;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway event</c>: sends a workflow an event that a step waits for, or will.</summary>
internal sealed class EventCommand : Verb
{
    private readonly Argument<string> _id = WorkflowId.Argument();
    private readonly Argument<string> _name = new("NAME") { Description = "The event's name, as the waiting step has it." };
    private readonly Option<string[]> _values = Assignments.Option("--value", "What the event brings; repeat for more.");
    private readonly Option<string?> _reason = new("--reason") { Description = "Why; kept in the workflow's history.", HelpName = "R" };

    /// <summary>Makes the verb.</summary>
    public EventCommand(CliEnvironment environment)
        : base(
            "event", "Send a workflow an event that one of its steps waits for.", environment,
            "slipway event wf-3f9c deployed --value url=https://staging.example.com")
    {
        Add(_id);
        Add(_name);
        Add(_values);
        Add(_reason);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var id = WorkflowId.Read(input, _id);
        var name = input.GetValue(_name)!.Trim();
        using var client = Connect(input);
        await client.AskAsync(
            id, $"events/{Uri.EscapeDataString(name)}",
            new StepRequest { Actor = Environment.ClaimedActor, Reason = input.GetValue(_reason), Data = Assignments.Read(input, _values) },
            cancellationToken);
        await Environment.Output.WriteLineAsync($"{id}  {name}: sent");
        return ExitCode.Ok;
    }
}
