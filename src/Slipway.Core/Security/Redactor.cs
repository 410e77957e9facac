using System.Text.RegularExpressions;

namespace Slipway.Core.Security;

/// <summary>Takes credentials out of text before it is kept, printed or sent.</summary>
public static partial class Redactor
{
    /// <summary>What stands where a credential stood.</summary>
    public const string Mask = "[redacted]";

    /// <summary>Replaces what has the form of a known credential.</summary>
    public static string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var masked = Tokens().Replace(text, Mask);
        masked = UrlPassword().Replace(masked, "${scheme}" + Mask + "@");
        masked = Bearer().Replace(masked, "${scheme} " + Mask);
        return PrivateKey().Replace(masked, Mask);
    }

    /// <summary>As <see cref="Redact(string)"/>, and replaces the given values too.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="secrets">Values known to be secret; those under 6 characters are left, they would mask ordinary words.</param>
    public static string Redact(string text, IEnumerable<string> secrets)
    {
        var known = secrets.Where(secret => secret.Length >= 6).OrderByDescending(secret => secret.Length);
        return Redact(known.Aggregate(text, (current, secret) => current.Replace(secret, Mask, StringComparison.Ordinal)));
    }

    // GitHub, Anthropic and OpenAI, AWS, Google, Slack, GitLab, npm, JSON Web Tokens.
    [GeneratedRegex(
        @"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{40,}|sk-[A-Za-z0-9_-]{20,}|(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35}"
        + @"|xox[abprs]-[A-Za-z0-9-]{10,}|glpat-[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{30,}"
        + @"|eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Tokens();

    [GeneratedRegex(@"(?<scheme>[a-z][a-z0-9+.-]{1,20}://)[^\s/@:]{0,200}:[^\s/@]{1,500}@",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex UrlPassword();

    [GeneratedRegex(@"(?<scheme>Bearer|Basic|token)\s+[A-Za-z0-9._~+/=-]{16,}",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,10000}?-----END [A-Z ]{0,30}PRIVATE KEY-----",
        RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex PrivateKey();
}
