using System.Globalization;
using System.Text;
using Slipway.Core.Definitions.Reading;

namespace Slipway.Core.Definitions.Planning;

/// <summary>A plan as text: a table of its steps, each with a bar that shows when it runs.</summary>
public static class PlanTable
{
    private const int BarWidth = 40;
    private const int MaxNameWidth = 40;
    private const int MaxNeedsWidth = 30;

    /// <summary>Draws; lines end with <c>\n</c>. Steps of the critical path have a star and a full bar.</summary>
    public static string Draw(DefinitionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var text = new StringBuilder();
        var critical = plan.CriticalPath.ToHashSet(StringComparer.Ordinal);
        var rows = plan.Steps.Where(step => !step.IsGroup).ToList();
        var idWidth = Width(rows.Select(step => step.Id), "step", MaxNameWidth);
        var needsWidth = Width(rows.Select(Needs), "needs", MaxNeedsWidth);
        text.Append("wave  ").Append("step".PadRight(idWidth)).Append("  ").Append("needs".PadRight(needsWidth))
            .Append("     time  weight          start    slack\n");
        foreach (var step in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{step.Wave,4}{(critical.Contains(step.Id) ? '*' : ' ')} ")
                .Append(Cut(step.Id, idWidth)).Append("  ").Append(Cut(Needs(step), needsWidth)).Append("  ")
                .Append(Durations.Short(step.Duration).PadLeft(7)).Append("  ")
                .Append(Weight(step).PadRight(12)).Append("  ")
                .Append(Start(step.Start).PadLeft(7)).Append("  ")
                .Append((step.IsCritical ? "-" : Durations.Short(step.Slack)).PadLeft(7)).Append("  ")
                .Append(Bar(plan, step, critical.Contains(step.Id))).Append('\n');
        }

        text.Append('\n').Append(Summary(plan));
        return text.ToString();
    }

    private static string Summary(DefinitionPlan plan)
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{plan.Waves.Count} waves; at most {plan.Width} steps at once")
            .Append(plan.Width > plan.MaxConcurrentSteps ? $", of which {plan.MaxConcurrentSteps} may run" : "")
            .Append("; ").Append(Durations.Short(plan.Duration))
            .Append(", or ").Append(Durations.Short(plan.Work)).Append(" one after the other\n")
            .Append("critical path: ").AppendJoin(" -> ", plan.CriticalPath).Append('\n');
        if (plan.OnDemand.Count > 0)
        {
            text.Append("only when called for: ").AppendJoin(", ", plan.OnDemand).Append('\n');
        }

        foreach (var opportunity in plan.Opportunities)
        {
            text.Append("hint: ").Append(opportunity.Message).Append('\n');
        }

        return text.ToString();
    }

    private static string Bar(DefinitionPlan plan, PlanStep step, bool isCritical)
    {
        var scale = BarWidth / Math.Max(1, plan.Duration.TotalMilliseconds);
        var from = Math.Min(BarWidth - 1, (int)(step.Start.TotalMilliseconds * scale));
        var to = Math.Clamp((int)Math.Ceiling(step.End.TotalMilliseconds * scale), from + 1, BarWidth);
        var bar = new string(isCritical ? '█' : '▒', to - from);
        return $"|{new string(' ', from)}{bar}{new string(' ', BarWidth - to)}|";
    }

    private static string Weight(PlanStep step) => step.Weight switch
    {
        PlanWeight.Measured => string.Create(CultureInfo.InvariantCulture, $"median of {step.Runs}"),
        PlanWeight.Declared => "declared",
        PlanWeight.Taken => "taken",
        _ => "assumed",
    };

    private static string Needs(PlanStep step) => step.Needs.Count == 0 ? "-" : string.Join(", ", step.Needs);

    private static string Start(TimeSpan start) => start == TimeSpan.Zero ? "0" : Durations.Short(start);

    private static int Width(IEnumerable<string> texts, string heading, int max) =>
        Math.Min(max, texts.Select(text => text.Length).Append(heading.Length).Max());

    private static string Cut(string text, int width) =>
        text.Length <= width ? text.PadRight(width) : string.Concat(text.AsSpan(0, width - 1), "…");
}
