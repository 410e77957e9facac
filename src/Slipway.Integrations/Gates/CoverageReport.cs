using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace Slipway.Integrations.Gates;

/// <summary>How much of the code tests run, from Cobertura's XML or from lcov.</summary>
internal sealed class CoverageReport
{
    private const int MaximumNamed = 20;

    private readonly Dictionary<string, Count> _files = new(StringComparer.Ordinal);

    /// <summary>Reads all files together, and compares with what is wanted.</summary>
    /// <param name="files">The reports.</param>
    /// <param name="branches">Whether branches count, instead of lines.</param>
    /// <param name="minimum">The least percentage.</param>
    /// <exception cref="System.Xml.XmlException">One is neither lcov nor XML.</exception>
    /// <exception cref="FormatException">One is no coverage report.</exception>
    internal static Verdict Judge(IReadOnlyList<string> files, bool branches, double minimum)
    {
        var report = new CoverageReport();
        foreach (var file in files)
        {
            if (IsLcov(file))
            {
                report.AddLcov(file, branches);
            }
            else
            {
                report.AddCobertura(file, branches);
            }
        }

        return report.Judge(branches ? "branches" : "lines", minimum);
    }

    private static bool IsLcov(string file)
    {
        using var reader = new StreamReader(file);
        var start = new char[3];
        return reader.ReadBlock(start) == 3 && new string(start) is "TN:" or "SF:";
    }

    private void AddLcov(string file, bool branches)
    {
        var current = "";
        var (name, hits) = branches ? ("BRDA", 3) : ("DA", 1);
        foreach (var line in File.ReadLines(file))
        {
            var parts = line.Split(':', 2);
            if (parts[0] == "SF")
            {
                current = parts[^1].Trim();
            }
            else if (parts[0] == name && parts[^1].Split(',') is { } fields && fields.Length > hits)
            {
                // A branch of a line that never ran has '-' instead of a number.
                Add(current, 1, long.TryParse(fields[hits], CultureInfo.InvariantCulture, out var count) && count > 0 ? 1 : 0);
            }
        }
    }

    private void AddCobertura(string file, bool branches)
    {
        if (ReportXml.Root(file).Name.LocalName is var root && root != "coverage")
        {
            throw new FormatException($"its root is <{root}>; Cobertura's is <coverage>, and lcov begins with 'TN:' or 'SF:'");
        }

        foreach (var type in ReportXml.Elements(file, "class"))
        {
            var name = (string?)type.Attribute("filename") ?? (string?)type.Attribute("name") ?? "(no name)";
            foreach (var line in type.Children("lines").SelectMany(lines => lines.Children("line")))
            {
                if (branches)
                {
                    AddBranches(name, line);
                }
                else
                {
                    Add(name, 1, Number((string?)line.Attribute("hits")) > 0 ? 1 : 0);
                }
            }
        }
    }

    // "50% (1/2)"
    private void AddBranches(string name, XElement line)
    {
        var text = (string?)line.Attribute("condition-coverage") ?? "";
        var (open, slash, close) = (text.IndexOf('('), text.IndexOf('/'), text.IndexOf(')'));
        if (open >= 0 && slash > open && close > slash)
        {
            Add(name, (int)Number(text[(slash + 1)..close]), (int)Number(text[(open + 1)..slash]));
        }
    }

    private static long Number(string? text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private void Add(string file, int all, int covered)
    {
        var count = _files.GetValueOrDefault(file);
        _files[file] = new Count(count.All + all, count.Covered + Math.Min(covered, all));
    }

    private Verdict Judge(string what, double minimum)
    {
        var told = new GateText();
        var (all, covered) = (_files.Values.Sum(count => count.All), _files.Values.Sum(count => count.Covered));
        if (all == 0)
        {
            return new Verdict(false, $"the report has no {what}", told.Line($"The coverage report has no {what}: no code was measured."));
        }

        // Rounded down: 79.96 is not 80.
        var percentage = Math.Floor(covered * 1000.0 / all) / 10;
        var message = string.Create(
            CultureInfo.InvariantCulture, $"{percentage:0.0} % of {what} are covered ({covered} of {all}), {minimum:0.##} % are wanted");
        told.Line($"{message}.");
        if (covered * 100.0 / all >= minimum)
        {
            return new Verdict(true, message, told);
        }

        told.Line($"Files with the most {what} that no test runs:");
        foreach (var (file, count) in _files.Where(entry => entry.Value.Missing > 0)
            .OrderByDescending(entry => entry.Value.Missing).ThenBy(entry => entry.Key, StringComparer.Ordinal).Take(MaximumNamed))
        {
            told.Line($"- {file}: {count.Missing} of {count.All}");
        }

        return new Verdict(false, message, told);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Count(long All, long Covered)
    {
        public long Missing => All - Covered;
    }
}
