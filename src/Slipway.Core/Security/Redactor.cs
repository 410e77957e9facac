using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Core.Security;

/// <summary>Takes credentials out of text before it is kept, printed or sent.</summary>
/// <remarks>
/// The text may be hostile: every expression is non-backtracking and private keys are found by a scan, so the time is linear in the text's
/// length. Redacting twice changes nothing more. Sanitise first, so that no control character stands between a credential and its form.
/// </remarks>
public static partial class Redactor
{
    /// <summary>What stands where a credential stood.</summary>
    public const string Mask = "[redacted]";

    private const int MinSecretLength = 6;
    private const int MaxKeyLength = 16_384;
    private const string KeyBegin = "-----BEGIN ";
    private const string KeyEnd = "-----END ";
    private const string KeyLabel = "PRIVATE KEY-----";
    private const int MaxKeyKind = 30;
    private const int None = int.MaxValue;

    private static readonly SearchValues<char> KeyKind = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ ");

    // Base64, line ends (also as the escapes of JSON), and the headers of an encrypted key.
    private static readonly SearchValues<char> KeyBody =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n\\:,-");

    /// <summary>Replaces what has the form of a known credential.</summary>
    public static string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var masked = Tokens().Replace(RedactKeys(text), Mask);
        masked = UrlPassword().Replace(masked, "${scheme}" + Mask + "@");
        return Authorization().Replace(masked, "${scheme} " + Mask);
    }

    /// <summary>As <see cref="Redact(string)"/>, and replaces the given values too.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="secrets">Values known to be secret; those under 6 characters are left, they would mask ordinary words.</param>
    public static string Redact(string text, IEnumerable<string> secrets)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(secrets);
        var known = secrets
            .Where(secret => secret.Length >= MinSecretLength && !string.IsNullOrWhiteSpace(secret))
            .OrderByDescending(secret => secret.Length);
        return Redact(known.Aggregate(text, (current, secret) => current.Replace(secret, Mask, StringComparison.Ordinal)));
    }

    /// <summary>Masks PEM private keys, from their first line to their last; of one that was cut, all that can belong to it.</summary>
    private static string RedactKeys(string text)
    {
        var start = FindLine(text, KeyBegin, 0, out var body);
        if (start < 0)
        {
            return text;
        }

        var masked = new StringBuilder(text.Length);
        var kept = 0;
        var (lastLine, end) = (-1, 0);
        while (start >= 0)
        {
            masked.Append(text, kept, start - kept).Append(Mask);
            if (lastLine < body && lastLine != None)
            {
                lastLine = FindLine(text, KeyEnd, body, out end) is var found and >= 0 ? found : None;
            }

            kept = lastLine - body <= MaxKeyLength ? end : EndOfCutKey(text, body);
            start = FindLine(text, KeyBegin, kept, out body);
        }

        return masked.Append(text, kept, text.Length - kept).ToString();
    }

    /// <summary>Finds a line such as <c>-----BEGIN RSA PRIVATE KEY-----</c>.</summary>
    private static int FindLine(string text, string prefix, int from, out int end)
    {
        for (var at = from; (at = text.IndexOf(prefix, at, StringComparison.Ordinal)) >= 0; at += prefix.Length)
        {
            var kind = text.AsSpan(at + prefix.Length);
            var label = kind[..Math.Min(kind.Length, MaxKeyKind + KeyLabel.Length)].IndexOf(KeyLabel);
            if (label >= 0 && kind[..label].IndexOfAnyExcept(KeyKind) < 0)
            {
                end = at + prefix.Length + label + KeyLabel.Length;
                return at;
            }
        }

        end = -1;
        return -1;
    }

    private static int EndOfCutKey(string text, int body)
    {
        var rest = text.AsSpan(body, Math.Min(MaxKeyLength, text.Length - body));
        var length = rest.IndexOfAnyExcept(KeyBody);
        return body + (length < 0 ? rest.Length : length);
    }

    // GitHub, Anthropic and OpenAI, AWS, Google, Slack, GitLab, npm, Slipway's own, JSON Web Tokens. Each swallows the word it stands in.
    [GeneratedRegex(
        @"(?:gh[pousr]_[A-Za-z0-9]{30}|github_pat_[A-Za-z0-9_]{40}|\bsk-[A-Za-z0-9_-]{20}|(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35}"
        + @"|xox[abeoprs]-[A-Za-z0-9-]{10}|xapp-[A-Za-z0-9-]{10}|glpat-[A-Za-z0-9_-]{20}|npm_[A-Za-z0-9]{30}|slw_[A-Za-z0-9_-]{30}"
        + @"|eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10})[A-Za-z0-9_-]*",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Tokens();

    // To the last @ before the path: people forget to escape one in a password.
    [GeneratedRegex(@"(?<scheme>[a-z][a-z0-9+.-]+://)[^\s/@:""'<>]*:[^\s/""'<>]+@",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex UrlPassword();

    // 'Basic' and 'token' are ordinary words, and secret only in a header.
    [GeneratedRegex(@"(?<scheme>\bBearer|Authorization[""']?\s{0,8}[:=]\s{0,8}[""']?(Basic|token))\s+[A-Za-z0-9._~+/=-]{16,}",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Authorization();
}
