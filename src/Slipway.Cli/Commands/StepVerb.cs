using System.CommandLine;
using Slipway.Cli.Contract;

namespace Slipway.Cli.Commands;

/// <summary>A verb that asks something of one step of a workflow: <c>slipway step retry ID STEP</c>.</summary>
internal sealed class StepVerb : Verb
{
    private readonly Argument<string> _id = WorkflowId.Argument();
    private readonly Argument<string> _step = new("STEP") { Description = "The step's id, as `slipway status ID --json` shows it." };
    private readonly Option<string?> _reason = new("--reason") { Description = "Why; kept in the workflow's history.", HelpName = "R" };
    private readonly Option<string[]>? _inputs;
    private readonly Option<string?>? _agent;
    private readonly Option<string?>? _agentCommand;
    private readonly Option<string[]>? _outputs;

    /// <summary>Makes the verb.</summary>
    /// <param name="action">What is asked, as the host's address has it.</param>
    /// <param name="description">What that does.</param>
    /// <param name="environment">What the verb takes from outside.</param>
    /// <param name="changesInput">Whether it takes another input and agent.</param>
    /// <param name="example">A command line that shows it.</param>
    public StepVerb(string action, string description, CliEnvironment environment, bool changesInput, string example)
        : base(action, description, environment, example)
    {
        Add(_id);
        Add(_step);
        Add(_reason);
        if (changesInput)
        {
            Add(_inputs = Assignments.Option("--input", "A member of the step's config, in place of its own; repeat for more."));
            Add(_agent = new("--agent") { Description = "From now on this agent, by name.", HelpName = "NAME" });
            Add(_agentCommand = new("--agent-command") { Description = "From now on this agent, as a command line.", HelpName = "CMD" });
        }
        else
        {
            Add(_outputs = Assignments.Option("--output", "An output in place of the step's own; repeat for more."));
        }
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var id = WorkflowId.Read(input, _id);
        var step = input.GetValue(_step)!.Trim();
        var request = new StepRequest
        {
            Actor = Environment.ClaimedActor,
            Reason = input.GetValue(_reason),
            Input = Assignments.Read(input, _inputs),
            Output = Assignments.Read(input, _outputs),
            Agent = _agent is null ? null : AgentChoice.Parse(input.GetValue(_agent), input.GetValue(_agentCommand!)),
        };
        if (Name == "skip" && string.IsNullOrWhiteSpace(request.Reason))
        {
            throw CliException.BadInput("a step is skipped with a reason only; give --reason");
        }

        using var client = Connect(input);
        await client.AskAsync(id, $"steps/{Uri.EscapeDataString(step)}/{Name}", request, cancellationToken);
        await Environment.Output.WriteLineAsync($"{id}  {step}  {Name}: accepted");
        return ExitCode.Ok;
    }
}
