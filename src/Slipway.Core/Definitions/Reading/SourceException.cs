namespace Slipway.Core.Definitions.Reading;

/// <summary>A text is no document: nothing in it can be read.</summary>
internal sealed class SourceException(int line, int column, string message) : Exception(message)
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}
