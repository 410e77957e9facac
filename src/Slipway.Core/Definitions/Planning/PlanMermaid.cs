using System.Globalization;
using System.Text;

namespace Slipway.Core.Definitions.Planning;

/// <summary>A plan as a Mermaid flowchart, which Markdown viewers draw.</summary>
public static class PlanMermaid
{
    /// <summary>Draws; lines end with <c>\n</c>. Steps of the critical path have the class <c>critical</c>.</summary>
    public static string Draw(DefinitionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var text = new StringBuilder("flowchart LR\n");
        var names = plan.Steps.Select((step, index) => (step.Id, Name: string.Create(CultureInfo.InvariantCulture, $"s{index}")))
            .ToDictionary(pair => pair.Id, pair => pair.Name, StringComparer.Ordinal);
        foreach (var step in plan.Steps)
        {
            var label = Escape(step.Name);
            text.Append("    ").Append(names[step.Id]).Append(step.IsGroup ? $"([\"{label}\"])\n" : $"[\"{label}\"]\n");
        }

        foreach (var step in plan.Steps)
        {
            foreach (var id in step.Needs)
            {
                text.Append("    ").Append(names[id]).Append(" --> ").Append(names[step.Id]).Append('\n');
            }
        }

        if (plan.CriticalPath.Count > 0)
        {
            text.Append("    classDef critical stroke-width:3px\n    class ")
                .AppendJoin(',', plan.CriticalPath.Select(id => names[id]))
                .Append(" critical\n");
        }

        return text.ToString();
    }

    /// <summary>Everything that Mermaid or HTML could read as more than text, as its code.</summary>
    private static string Escape(string name)
    {
        var text = new StringBuilder();
        foreach (var rune in Security.Sanitiser.Line(name, 60).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '-' or '_' or '.' or ',' or '…')
            {
                text.Append(rune);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"#{rune.Value};");
            }
        }

        return text.ToString();
    }
}
