using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Slipway.Integrations.Agents.A2A;

/// <summary>Parses what agents write, so that every text in it can be read.</summary>
/// <remarks>
/// JSON may escape half of a character, as <c>JSON.stringify</c> does with a text that was cut through an emoji, and
/// <see cref="JsonElement.GetString"/> throws at one. What an agent was paid for is not lost for that: it becomes U+FFFD.
/// </remarks>
internal static partial class A2AJson
{
    /// <exception cref="JsonException">It is no JSON.</exception>
    internal static JsonElement Parse(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        var whole = text.Contains(@"\ud", StringComparison.OrdinalIgnoreCase)
            ? Escape().Replace(text, escape => escape.Groups["half"].Success ? @"\ufffd" : escape.Value)
            : text;
        using var document = JsonDocument.Parse(whole);
        return document.RootElement.Clone();
    }

    /// <summary>An escape: two halves that make a character, a half alone, or another.</summary>
    [GeneratedRegex(
        @"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Escape();
}
