using Slipway.Cli.Contract;

namespace Slipway.Cli.Display;

/// <summary>Commands worth trying after a run, ready to be copied.</summary>
/// <param name="Program">What to type for this program.</param>
/// <param name="DataOption">How to name the host's data, with a leading space; empty when it is the user's own.</param>
/// <param name="HostEnds">Whether the host ends with this command, so that another has to be started first.</param>
internal sealed record NextSteps(string Program, string DataOption, bool HostEnds)
{
    /// <summary>What to do about a workflow that completed: see its change and its record.</summary>
    public void WriteAfterSuccess(TextWriter output, WorkflowView workflow)
    {
        var steps = new List<(string Command, string Why)>();
        var git = $"git -C {ProgramName.Quote(workflow.Repository)}";
        if (workflow.PullRequest?.MergeSha is { Length: > 0 } merge)
        {
            steps.Add(($"{git} log --oneline --graph {Short(merge)}", "the history with the merge"));
        }

        if (workflow.Commits.Count > 0)
        {
            steps.Add(($"{git} show {Short(workflow.Commits[^1].Sha)}", "the last change"));
        }

        AddServe(steps);
        steps.Add(($"{Program} status {workflow.Id}{DataOption}", "the record; --json for all of it"));
        Write(output, steps);
    }

    /// <summary>What to do about a workflow that is parked in FAILED.</summary>
    public void WriteAfterFailure(TextWriter error, WorkflowView workflow)
    {
        var steps = new List<(string Command, string Why)>();
        AddServe(steps);
        var failed = workflow.Failure?.State ?? "what failed";
        if (workflow.Gates.LastOrDefault(gate => !gate.Passed) is { } gate)
        {
            steps.Add(($"{Program} log {workflow.Id} {ProgramName.Quote($"gate:{gate.Name}")}{DataOption}", "what the gate printed"));
        }

        steps.Add(($"{Program} recover {workflow.Id}{DataOption}", $"try {failed} again; what is finished is kept"));
        steps.Add(workflow.Definition?.Failure?.Step is { } step
            ? ($"{Program} step skip {workflow.Id} {ProgramName.Quote(step)} --reason \"…\"{DataOption}", $"go on without {step}")
            : ($"{Program} recover {workflow.Id} --decision go-back --state CODING{DataOption}", "back to the agent"));
        steps.Add(($"{Program} recover {workflow.Id} --decision abort{DataOption}", "close it"));
        steps.Add(($"{Program} watch {workflow.Id}{DataOption}", "follow it"));
        if (workflow.DecisionDeadline is { } deadline)
        {
            error.WriteLine();
            error.WriteLine($"It waits for a decision until {deadline:yyyy-MM-dd HH:mm}Z.");
        }

        Write(error, steps);
    }

    /// <summary>What to do about a run that was interrupted.</summary>
    public void WriteAfterInterrupt(TextWriter error, string id)
    {
        error.WriteLine();
        error.WriteLine(HostEnds
            ? $"Interrupted. {id} is kept, nothing is lost: it goes on when a host runs."
            : $"Interrupted. {id} goes on by itself on its host.");
        var steps = new List<(string Command, string Why)>();
        AddServe(steps);
        steps.Add(($"{Program} watch {id}{DataOption}", "follow it"));
        steps.Add(($"{Program} cancel {id}{DataOption}", "end it"));
        Write(error, steps);
    }

    private static string Short(string sha) => sha.Length > 10 ? sha[..10] : sha;

    private void AddServe(List<(string Command, string Why)> steps)
    {
        if (HostEnds)
        {
            steps.Add(($"{Program} serve{DataOption}", "first, in another terminal: run the host"));
        }
    }

    private static void Write(TextWriter writer, List<(string Command, string Why)> steps)
    {
        writer.WriteLine();
        writer.WriteLine("Try next:");
        foreach (var (command, why) in steps)
        {
            writer.WriteLine($"  # {why}");
            writer.WriteLine($"  {command}");
        }
    }
}
