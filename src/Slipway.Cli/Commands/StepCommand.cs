using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway step</c>: what can be done with one step of a workflow of a definition.</summary>
internal sealed class StepCommand : Command
{
    /// <summary>Makes the verb and those below it.</summary>
    public StepCommand(CliEnvironment environment)
        : base("step", "Retry, skip, run by hand or go back to one step of a workflow of a definition, or change its input.")
    {
        Add(new StepVerb(
            "retry", "Try a step that failed again, perhaps with another input or agent.", environment, changesInput: true,
            "slipway step retry wf-3f9c build --input \"command=make -j1\""));
        Add(new StepVerb(
            "skip", "Go on without a step, perhaps with outputs in place of its own.", environment, changesInput: false,
            "slipway step skip wf-3f9c audit --reason \"known and accepted\" --output findings=0"));
        Add(new StepVerb(
            "run", "Run a step by hand while its workflow is paused or waits for a decision, whatever it depends on.", environment,
            changesInput: true, "slipway step run wf-3f9c notify"));
        Add(new StepVerb(
            "go-back", "Go back to a step that is over: it and all that depend on it run again.", environment, changesInput: true,
            "slipway step go-back wf-3f9c implement --agent codex --reason \"the tests were wrong\""));
        Add(new StepVerb(
            "input", "Change the input of a step that has not run.", environment, changesInput: true,
            "slipway step input wf-3f9c deploy --input target=staging"));
    }
}
