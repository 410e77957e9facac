namespace TextTools;

/// <summary>Functions on text.</summary>
public static class Text
{
    /// <summary>The text with each run of white space as one space, and none at the ends.</summary>
    public static string Squeeze(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
