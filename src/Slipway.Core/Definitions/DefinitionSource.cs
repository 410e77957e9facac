namespace Slipway.Core.Definitions;

/// <summary>Where the values of a definition stand in its text.</summary>
public sealed class DefinitionSource
{
    private readonly Dictionary<string, (int Line, int Column)> _places = new(StringComparer.Ordinal);

    internal DefinitionSource(string file) => File = file;

    /// <summary>The file's name, as it was given.</summary>
    public string File { get; }

    /// <summary>The place of a value, or of the nearest one around it that is written; zeros when nothing is.</summary>
    /// <param name="path">Such as <c>steps[2].config.command</c>, with the keys' own names, whatever forms the text uses.</param>
    public (int Line, int Column) Locate(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var at = path;
        while (true)
        {
            if (_places.TryGetValue(at, out var place))
            {
                return place;
            }

            var end = at.LastIndexOfAny(['.', '[']);
            if (end < 0)
            {
                return at.Length == 0 ? default : Locate("");
            }

            at = at[..end];
        }
    }

    internal void Note(string path, int line, int column) => _places.TryAdd(path, (line, column));
}
