using System.CommandLine;
using Slipway.Cli.Contract;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway recover</c>: decides what becomes of a workflow that failed.</summary>
internal sealed class RecoverCommand : SignalVerb
{
    private readonly Option<string> _decision = new("--decision")
    {
        Description = "What is to be done. Default: retry, which tries the failed state again.",
        DefaultValueFactory = _ => "retry",
    };

    private readonly Option<string?> _state = new("--state")
    {
        Description = "With go-back: the state to go back to, such as CODING.",
        HelpName = "S",
    };

    private readonly Option<string?> _step = new("--step")
    {
        Description = "Of a definition's workflow: the step that is retried, skipped or gone back to. Default: those that wait.",
        HelpName = "STEP",
    };

    private readonly Option<string?> _agent = new("--agent") { Description = "From now on this agent, by name.", HelpName = "NAME" };
    private readonly Option<string?> _agentCommand = new("--agent-command")
    {
        Description = "From now on this agent, as a command line.",
        HelpName = "CMD",
    };

    /// <summary>Makes the verb.</summary>
    public RecoverCommand(CliEnvironment environment)
        : base(
            "recover",
            "Decide what becomes of a workflow that failed. States that were finished are not run again.",
            environment,
            "slipway recover wf-3f9c",
            "slipway recover wf-3f9c --decision go-back --state CODING --agent claude-code --reason \"the other agent is down\"",
            "slipway recover wf-3f9c --decision skip --step audit --reason \"it is done by hand\"")
    {
        _decision.AcceptOnlyFromAmong("retry", "go-back", "skip", "abort");
        Add(_decision);
        Add(_state);
        Add(_step);
        Add(_agent);
        Add(_agentCommand);
    }

    /// <inheritdoc/>
    protected override SignalRequest Read(ParseResult input, string? reason)
    {
        var decision = input.GetValue(_decision)!;
        var state = input.GetValue(_state)?.Trim().ToUpperInvariant();
        var step = input.GetValue(_step);
        if (decision == "go-back" ? string.IsNullOrEmpty(state) == string.IsNullOrEmpty(step) : !string.IsNullOrEmpty(state))
        {
            throw CliException.BadInput(decision == "go-back"
                ? "go-back to where? Give --state with a state it has been in (PLANNING, CODING, PR_CREATED or VALIDATING), or --step "
                    + "of a definition's workflow"
                : "--state goes with --decision go-back only");
        }

        if (decision == "skip" && string.IsNullOrWhiteSpace(reason))
        {
            throw CliException.BadInput("a state or a step is skipped with a reason only; give --reason");
        }

        return new SignalRequest
        {
            Actor = Environment.ClaimedActor,
            Reason = reason,
            Decision = decision.Replace('-', '_'),
            State = state,
            Step = step,
            Agent = AgentChoice.Parse(input.GetValue(_agent), input.GetValue(_agentCommand)),
        };
    }

    /// <inheritdoc/>
    /// <remarks>It may have been tried again, and have failed again, before it was looked at.</remarks>
    protected override bool HasTakenEffect(WorkflowView workflow, WorkflowView asked) =>
        workflow.Status != "failed" || workflow.UpdatedAt != asked.UpdatedAt;
}
