using Slipway.Cli.Contract;

namespace Slipway.Cli.Display;

/// <summary>What a workflow came to, in lines.</summary>
internal static class Summary
{
    private const int MaxLines = 20;

    private static readonly string[] Order = ["IDLE", "PLANNING", "CODING", "PR_CREATED", "VALIDATING", "FAILED"];

    /// <summary>The whole of it: how it ended, and the facts.</summary>
    public static void Write(TextWriter output, WorkflowView workflow)
    {
        output.WriteLine();
        output.WriteLine($"{Headline(workflow)}: {SafeText.Line(workflow.Title, 120)}");
        output.WriteLine();
        WriteFacts(output, workflow);
    }

    /// <summary>The facts alone: identity, pull request, commits, change, gates, times.</summary>
    public static void WriteFacts(TextWriter output, WorkflowView workflow)
    {
        Fact(output, "Workflow", string.Join(", ", new[] { workflow.Id, workflow.State, workflow.Status }.Where(part => part.Length > 0)));
        if (workflow.Repository.Length > 0)
        {
            Fact(output, "Repository", $"{workflow.Repository}, {workflow.Branch} into {workflow.BaseBranch}");
        }

        Facts(output, "Steps", (workflow.Definition?.Steps ?? []).Select(StepWords));
        if (workflow.PullRequest is { } request)
        {
            Fact(output, "Pull request", PullRequestWords(request));
        }

        Facts(output, "Commits", workflow.Commits.Select(commit => $"{Short(commit.Sha)} {commit.Subject}"));
        if (workflow.Diff is { } diff)
        {
            Fact(output, "Change", $"{diff.Files} {(diff.Files == 1 ? "file" : "files")}, +{diff.Insertions} -{diff.Deletions}");
        }

        // Gates run in parallel and end in any order; each round names them alike.
        var rounds = workflow.Gates
            .OrderBy(gate => gate.Round)
            .ThenBy(gate => gate.Name, StringComparer.Ordinal)
            .GroupBy(gate => gate.Round);
        Facts(output, "Gates", rounds.Select(round => $"round {round.Key}: {string.Join(", ", round.Select(GateWords))}"));
        var times = workflow.TimeInStateMs
            .Where(time => time.Value > 0 && time.Key != "COMPLETED")
            .OrderBy(time => Array.IndexOf(Order, time.Key))
            .Select(time => $"{time.Key} {Durations.FormatMs(time.Value)}");
        Fact(output, "Time", string.Join(", ", times));
        if (workflow.FailureNow is { } failure)
        {
            Fact(output, "Failure", $"in {failure.State ?? failure.Step}: {failure.Message} ({failure.Code})");
        }

        if (workflow.Status != "completed")
        {
            Fact(output, "Waiting for", workflow.WaitingFor);
            Fact(output, "Stuck", workflow.Stuck);
        }
    }

    private static string Headline(WorkflowView workflow)
    {
        var took = workflow is { CreatedAt: { } created, UpdatedAt: { } updated }
            ? $" after {Durations.Format(updated - created)}"
            : string.Empty;
        return workflow switch
        {
            { HasCompleted: true } => "Completed" + took,
            { Status: "aborted" } => "Cancelled" + took,
            _ => $"Failed in {workflow.FailureNow?.State ?? workflow.FailureNow?.Step ?? workflow.State}{took}",
        };
    }

    private static string StepWords(WorkflowView.DefinitionStepView step)
    {
        var took = step is { StartedAt: { } started, EndedAt: { } ended } ? $" after {Durations.Format(ended - started)}" : string.Empty;
        var attempts = step.Attempts is { Count: > 1 } several ? $", {several.Count} attempts" : string.Empty;
        var summary = string.IsNullOrWhiteSpace(step.Summary) ? string.Empty : $": {SafeText.Line(step.Summary)}";
        return $"{step.Id} {step.State}{took}{attempts}{summary}";
    }

    private static string PullRequestWords(WorkflowView.PullRequestView request)
    {
        var merged = request.MergeSha is { Length: > 0 } sha ? $" as {Short(sha)}" : string.Empty;
        return $"#{request.Number} {request.State}{merged}: {request.Title}";
    }

    private static string GateWords(WorkflowView.GateView gate)
    {
        var exitCode = gate.ExitCode is { } code ? $"exit code {code}, " : string.Empty;
        var why = gate.Passed || string.IsNullOrWhiteSpace(gate.Message) ? string.Empty : $": {SafeText.Line(gate.Message)}";
        return $"{gate.Name} {(gate.Passed ? "passed" : "FAILED")} ({exitCode}{Durations.FormatMs(gate.DurationMs)}{why})";
    }

    private static string Short(string sha) => sha.Length > 10 ? sha[..10] : sha;

    private static void Facts(TextWriter output, string name, IEnumerable<string> values)
    {
        var all = values.ToList();
        for (var i = 0; i < Math.Min(all.Count, MaxLines); i++)
        {
            Fact(output, i == 0 ? name : string.Empty, all[i]);
        }

        if (all.Count > MaxLines)
        {
            Fact(output, string.Empty, $"... and {all.Count - MaxLines} more");
        }
    }

    private static void Fact(TextWriter output, string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            output.WriteLine($"  {name,-12}  {SafeText.Line(value, 400)}");
        }
    }
}
