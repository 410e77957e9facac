using System.Globalization;
using System.Net;
using System.Text;
using Slipway.Core.Definitions.Reading;

namespace Slipway.Core.Definitions.Planning;

/// <summary>A plan as an SVG drawing: a column a wave, a box a step, a line a dependency. It holds no script and no link.</summary>
public static class PlanSvg
{
    private const int BoxWidth = 180;
    private const int BoxHeight = 44;
    private const int ColumnWidth = 250;
    private const int RowHeight = 64;
    private const int Margin = 20;

    /// <summary>Draws. Colours follow the page (<c>currentColor</c>); boxes of the critical path have a thick border.</summary>
    public static string Draw(DefinitionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var places = Places(plan);
        var width = (2 * Margin) + BoxWidth + (ColumnWidth * Math.Max(0, plan.Waves.Count - 1));
        var rows = plan.Waves.Select(wave => wave.Count).DefaultIfEmpty(1).Max();
        var height = (2 * Margin) + BoxHeight + (RowHeight * (rows - 1));
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"
              role="img" font-family="sans-serif" font-size="13">
            <title>{Escape(plan.Definition)}</title>
            <g fill="none" stroke="currentColor" stroke-opacity="0.5">

            """);
        foreach (var (from, to) in Lines(plan))
        {
            Line(text, places[from], places[to]);
        }

        text.Append("</g>\n");
        var critical = plan.CriticalPath.ToHashSet(StringComparer.Ordinal);
        foreach (var step in plan.Steps.Where(step => !step.IsGroup))
        {
            Box(text, step, places[step.Id], critical.Contains(step.Id));
        }

        return text.Append("</svg>\n").ToString();
    }

    private static Dictionary<string, (int X, int Y)> Places(DefinitionPlan plan)
    {
        var places = new Dictionary<string, (int X, int Y)>(StringComparer.Ordinal);
        for (var wave = 0; wave < plan.Waves.Count; wave++)
        {
            for (var row = 0; row < plan.Waves[wave].Count; row++)
            {
                places.Add(plan.Waves[wave][row], (Margin + (wave * ColumnWidth), Margin + (row * RowHeight)));
            }
        }

        return places;
    }

    /// <summary>Dependencies between boxes; through a group, what waits for it waits for the steps inside.</summary>
    private static IEnumerable<(string From, string To)> Lines(DefinitionPlan plan)
    {
        var byId = plan.Steps.ToDictionary(step => step.Id, StringComparer.Ordinal);
        return
            from step in plan.Steps
            where !step.IsGroup
            from id in step.Needs
            from source in Boxes(byId[id])
            select (source, step.Id);

        IEnumerable<string> Boxes(PlanStep step) => step.IsGroup
            ? step.Needs.SelectMany(id => Boxes(byId[id]))
            : [step.Id];
    }

    private static void Line(StringBuilder text, (int X, int Y) from, (int X, int Y) to)
    {
        var (x1, y1) = (from.X + BoxWidth, from.Y + (BoxHeight / 2));
        var (x2, y2) = (to.X, to.Y + (BoxHeight / 2));
        var middle = (x1 + x2) / 2;
        text.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}\"/>\n");
    }

    private static void Box(StringBuilder text, PlanStep step, (int X, int Y) at, bool isCritical)
    {
        var name = Security.Sanitiser.Line(step.Name, 24);
        text.Append(CultureInfo.InvariantCulture, $"""
            <g transform="translate({at.X} {at.Y})"><title>{Escape(step.Id)}: {Escape(Security.Sanitiser.Line(step.Name))}</title>
            <rect width="{BoxWidth}" height="{BoxHeight}" rx="6" fill="none" stroke="currentColor" stroke-width="{(isCritical ? 3 : 1)}"/>
            <text x="10" y="19" fill="currentColor">{Escape(name)}</text>
            <text x="10" y="35" fill="currentColor" fill-opacity="0.7" font-size="11">{Escape(Durations.Short(step.Duration))}</text></g>

            """);
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
