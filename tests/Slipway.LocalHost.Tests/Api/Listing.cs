namespace Slipway.LocalHost.Tests.Api;

/// <summary>The lines of the packages' real API, and what is not among them.</summary>
internal sealed class Listing(IEnumerable<string> lines)
{
    private readonly HashSet<string> _lines = [.. lines];

    /// <summary>The listings that lie beside the tests.</summary>
    public static Listing Read() => new(ReadLines());

    /// <summary>Their lines.</summary>
    public static IEnumerable<string> ReadLines()
        => Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Api", "Listings"), "*.txt")
            .SelectMany(File.ReadLines)
            .Where(line => line.Length > 0 && !line.StartsWith('#'));

    /// <summary>The namespaces the listings hold.</summary>
    public bool HasNamespace(string name) => _lines.Any(line => line.StartsWith(name + ".", StringComparison.Ordinal));

    /// <summary>What the types declare and the listing does not have.</summary>
    public IReadOnlyList<string> Strangers(IEnumerable<Type> types)
        => [.. types.SelectMany(ApiText.Lines).Where(line => !_lines.Contains(line)).Order(StringComparer.Ordinal)];
}
