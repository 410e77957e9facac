namespace Slipway.Benchmarks.Reporting;

/// <summary>Rows of text, as wide as they must be; columns after <paramref name="leftColumns"/> are aligned to the right.</summary>
internal sealed class TextTable(int leftColumns, params string[] header)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] row) => _rows.Add(row);

    public void Write(TextWriter output)
    {
        var widths = Enumerable.Range(0, header.Length)
            .Select(column => _rows.Append(header).Max(row => row[column].Length))
            .ToArray();
        output.WriteLine(Line(header, widths));
        output.WriteLine(string.Join("  ", widths.Select(width => new string('-', width))));
        foreach (var row in _rows)
        {
            output.WriteLine(Line(row, widths));
        }
    }

    private string Line(string[] row, int[] widths)
    {
        var cells = row.Select((cell, column) => column < leftColumns ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
        return string.Join("  ", cells).TrimEnd();
    }
}
