namespace Slipway.Cli.Contract;

/// <summary>RFC 9457 problem details as the host writes them.</summary>
internal sealed record ProblemView(string? Title, string? Detail, string? Code, IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors)
{
    /// <summary>One text for the user; null when the document said nothing.</summary>
    public string? ToWords()
    {
        var text = Detail ?? Title;
        if (text is null)
        {
            return null;
        }

        var coded = Code is null ? text : $"{text} ({Code})";
        return Errors is { Count: > 0 }
            ? string.Join('\n', Errors.SelectMany(field => field.Value.Select(error => $"  {field.Key}: {error}")).Prepend(coded))
            : coded;
    }
}
