using Slipway.Cli.Contract;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Slipway.Cli.Display;

/// <summary>What the live display draws: the states, what runs now, the gates, the last events.</summary>
internal static class LivePicture
{
    private const int LastEvents = 6;
    private const int MaxSteps = 15;

    private static readonly string[] Path = ["PLANNING", "CODING", "PR_CREATED", "VALIDATING", "COMPLETED"];
    private static readonly Style Dim = new(Color.Grey);
    private static readonly Style Good = new(Color.Green);
    private static readonly Style Bad = new(Color.Red);
    private static readonly Style Now = new(Color.Aqua);

    /// <summary>The picture of one moment.</summary>
    public static IRenderable Of(Frame frame)
    {
        var workflow = frame.Workflow;
        var rows = new List<IRenderable>
        {
            new Text($"{workflow.Id}  {SafeText.Line(workflow.Title, 100)}", new Style(decoration: Decoration.Bold)),
            new Text(SafeText.Line($"{workflow.Repository}  {workflow.Branch}", 120), Dim),
            workflow.Definition is { Steps: { } steps } ? Steps(steps) : States(frame),
        };
        if (workflow.Gates.Count > 0)
        {
            rows.Add(Gates(workflow));
        }

        var last = frame.LastProgress is { } progress && !workflow.HasEnded ? [progress] : Array.Empty<WorkflowEventView>();
        var lines = frame.Events.TakeLast(LastEvents).Concat(last);
        rows.AddRange(lines.Select(e => new Text($"  {EventWords.Topic(e),-8}  {EventWords.Describe(e)}", Dim)
        {
            Overflow = Overflow.Ellipsis,
        }));
        return new Rows(rows);
    }

    private static Table States(Frame frame)
    {
        var times = StateTimes.Of(frame.Events, frame.Now);
        var current = frame.Workflow.State;
        var table = new Table().RoundedBorder().AddColumns("State", "Time", "Now");
        foreach (var state in Shown(current, times))
        {
            var style = StyleOf(state, current, times.ContainsKey(state));
            var hasTime = times.TryGetValue(state, out var spent) && state is not ("COMPLETED" or "FAILED");
            var time = hasTime ? Durations.Format(spent) : string.Empty;
            table.AddRow(
                new Text($"{Mark(state, current, times.ContainsKey(state))} {state}", style),
                new Text(time, style),
                new Text(state == current ? Doing(frame) : string.Empty, style));
        }

        return table;
    }

    private static Table Steps(IReadOnlyList<WorkflowView.DefinitionStepView> steps)
    {
        var table = new Table().RoundedBorder().AddColumns("Step", "State", "Attempts", "Summary");
        foreach (var step in steps.Where(step => step.StartedAt is not null).TakeLast(MaxSteps)
            .Concat(steps.Where(step => step.StartedAt is null)).Take(MaxSteps))
        {
            var style = step.State switch
            {
                "succeeded" => Good,
                "failed" => Bad,
                "running" => Now,
                _ => Dim,
            };
            table.AddRow(
                new Text(SafeText.Line(step.Id, 40), style),
                new Text(SafeText.Line(step.State, 20), style),
                new Text(step.Attempts is { Count: > 0 } attempts ? $"{attempts.Count}" : string.Empty, style),
                new Text(SafeText.Line(step.Summary, 80), style));
        }

        return table;
    }

    private static IEnumerable<string> Shown(string current, IReadOnlyDictionary<string, TimeSpan> times)
    {
        var before = current == "IDLE" || times.GetValueOrDefault("IDLE") > TimeSpan.FromSeconds(1) ? ["IDLE"] : Array.Empty<string>();
        return [.. before, .. Path, .. current == "FAILED" ? ["FAILED"] : Array.Empty<string>()];
    }

    private static string Mark(string state, string current, bool visited) => (state == current, state, visited) switch
    {
        (true, "COMPLETED", _) => "+",
        (true, "FAILED", _) => "x",
        (true, _, _) => ">",
        (_, _, true) => "+",
        _ => " ",
    };

    private static Style StyleOf(string state, string current, bool visited) => (state == current, state, visited) switch
    {
        (true, "COMPLETED", _) => Good,
        (true, "FAILED", _) => Bad,
        (true, _, _) => Now,
        (_, _, true) => Good,
        _ => Dim,
    };

    private static string Doing(Frame frame)
    {
        var workflow = frame.Workflow;
        if (workflow.FailureNow is { } failure)
        {
            return SafeText.Line(failure.Message, 100);
        }

        if (workflow.Status == "paused" || workflow.Step is not { } step)
        {
            return SafeText.Line(workflow.WaitingFor, 100);
        }

        var elapsed = step.StartedAt is { } started ? $", {Durations.Format(frame.Now - started)}" : string.Empty;
        var by = string.IsNullOrEmpty(step.Agent) ? string.Empty : $", by {step.Agent}";
        return SafeText.Line($"{step.Name}, attempt {step.Attempt} of {step.MaxAttempts}{elapsed}{by}", 100);
    }

    private static Table Gates(WorkflowView workflow)
    {
        var table = new Table().RoundedBorder().AddColumns("Round", "Gate", "Result", "Time");
        foreach (var gate in workflow.Gates.TakeLast(GateChoice.MaxGates))
        {
            var style = gate.Passed ? Good : Bad;
            table.AddRow(
                new Text($"{gate.Round}"),
                new Text(SafeText.Line(gate.Name, 40)),
                new Text(gate.Passed ? "passed" : SafeText.Line($"failed: {gate.Message}", 80), style),
                new Text(Durations.FormatMs(gate.DurationMs)));
        }

        return table;
    }
}
