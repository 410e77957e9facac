using System.Text;

namespace Slipway.Integrations.Agents;

/// <summary>Replaces the values of secrets by <c>***</c> in what a process printed.</summary>
/// <remarks>Values shorter than 8 characters are left alone: masking them would garble ordinary text and protect little.</remarks>
internal sealed class SecretMask
{
    private const int ShortestSecret = 8;
    private const string Mask = "***";

    private static readonly string[] SecretNames = ["KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL", "CREDENTIALS", "PAT"];

    private readonly string[] _values;

    /// <summary>Takes the values of those variables whose name says that they are secret.</summary>
    internal SecretMask(IReadOnlyDictionary<string, string> environment, IEnumerable<string> names)
    {
        _values =
        [
            .. names.Where(IsSecret)
                .Select(name => environment.GetValueOrDefault(name) ?? string.Empty)
                .Where(value => value.Length >= ShortestSecret)
                .Distinct(StringComparer.Ordinal)
                .OrderByDescending(value => value.Length),
        ];
    }

    internal string Apply(string text) =>
        _values.Aggregate(text, (current, value) => current.Replace(value, Mask, StringComparison.Ordinal));

    /// <summary>A stream without the secrets: the same one when there are none.</summary>
    internal async Task<Stream> ApplyAsync(Stream content, CancellationToken cancellationToken)
    {
        if (_values.Length == 0)
        {
            return content;
        }

        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        var bytes = copy.ToArray();
        foreach (var value in _values)
        {
            bytes = Replace(bytes, Encoding.UTF8.GetBytes(value));
        }

        return new MemoryStream(bytes);
    }

    private static bool IsSecret(string name) =>
        name.Split('_', StringSplitOptions.RemoveEmptyEntries).Any(part => SecretNames.Contains(part, StringComparer.OrdinalIgnoreCase));

    private static byte[] Replace(byte[] bytes, byte[] secret)
    {
        if (bytes.AsSpan().IndexOf(secret) < 0)
        {
            return bytes;
        }

        using var result = new MemoryStream(bytes.Length);
        var rest = bytes.AsSpan();
        int found;
        while ((found = rest.IndexOf(secret)) >= 0)
        {
            result.Write(rest[..found]);
            result.Write("***"u8);
            rest = rest[(found + secret.Length)..];
        }

        result.Write(rest);
        return result.ToArray();
    }
}
