using System.Text;

namespace Slipway.Core.Definitions;

/// <summary>Something wrong with a definition, or with what a run of it is given.</summary>
/// <param name="File">The file's name, as it was given; empty when there is none.</param>
/// <param name="Line">From 1; 0 when the place is not known.</param>
/// <param name="Column">From 1; 0 when the place is not known.</param>
/// <param name="Path">The value: <c>steps[2].config.command</c>; empty for the whole.</param>
/// <param name="Message">One sentence or two: what is there, and what would be right.</param>
/// <param name="Suggestion">The nearest right name, when one is near.</param>
public sealed record DefinitionProblem(string File, int Line, int Column, string Path, string Message, string? Suggestion = null)
{
    /// <summary>On one line, as compilers do: <c>file:line:column: path: message</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (File.Length > 0)
        {
            text.Append(File).Append(Line > 0 ? $":{Line}:{Column}: " : ": ");
        }

        text.Append(Path).Append(Path.Length > 0 ? ": " : "").Append(Message);
        return Suggestion is null ? text.ToString() : text.Append($" Did you mean '{Suggestion}'?").ToString();
    }
}
