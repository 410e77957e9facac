using System.Text.RegularExpressions;

namespace Slipway.Integrations.Secrets;

/// <summary>Tells secrets among named values: variables of an environment, settings of a configuration.</summary>
internal static partial class SecretNames
{
    // The shell's own; they hold directories.
    private static readonly string[] Harmless = ["PWD", "OLDPWD"];

    /// <summary>The secrets that a named value holds: itself, by its name, or the passwords in it.</summary>
    internal static IEnumerable<string> SecretsOf(string name, string? value)
    {
        var setting = name.Replace("__", ":", StringComparison.Ordinal);
        if (string.IsNullOrWhiteSpace(value) || IsPointer(setting) || SecretStore.IsDeclaration(setting))
        {
            return [];
        }

        if (Headers().IsMatch(name))
        {
            return HeadersOf(value);
        }

        var parts = Password().Matches(value).Select(match => match.Groups["password"].Value);
        return IsSecret(name) && !IsPath(value) ? parts.Prepend(value) : parts;
    }

    /// <summary>Whether a setting of ours holds the name of what holds a secret.</summary>
    internal static bool IsPointer(string setting) => Pointer().IsMatch(setting);

    /// <summary>The secrets in what such a setting names: all of it, and of an address what follows the host.</summary>
    internal static IEnumerable<string> SecretsBehind(string? value) => string.IsNullOrWhiteSpace(value) ? []
        : Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? [value, address.PathAndQuery]
            : SecretsOf("SECRET", value);

    /// <summary>The secrets in <c>name=value,name=value</c>: as they are, without URL encoding, and without a scheme such as Bearer. A
    /// value of plain words, such as the name of a data set, is none: steps give the same words.</summary>
    private static IEnumerable<string> HeadersOf(string value) =>
        from header in value.Split(',')
        let at = header.IndexOf('=', StringComparison.Ordinal)
        where at >= 0
        let written = header[(at + 1)..].Trim()
        let meant = Uri.UnescapeDataString(written)
        where HeaderName().IsMatch(header[..at]) || !Words().IsMatch(meant)
        from form in new[] { written, meant, meant[(meant.LastIndexOf(' ') + 1)..] }
        select form;

    private static bool IsSecret(string name) => SecretName().IsMatch(name) && !Harmless.Contains(name, StringComparer.OrdinalIgnoreCase);

    // GOOGLE_APPLICATION_CREDENTIALS and its like say where the secret is.
    private static bool IsPath(string value) => Path.IsPathRooted(value) && Path.Exists(value);

    [GeneratedRegex(
        @"TOKEN|SECRET|KEY|PASSW|PASSPHRASE|PWD|CREDENTIAL|CONNECTION_?STRING|(^|[_:])(PAT|AUTH|DSN)($|[_:])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SecretName();

    // TokenName, AppKeyName, KeyName, TokenSetting, UrlSetting, SecretSetting, TokenVariable, …
    [GeneratedRegex(
        @"^Slipway:(.*:)?([A-Za-z]*(Token|Key|Secret|Url)(Name|Setting|Variable)|Events:Connection|Secrets:[^:]+:Setting)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pointer();

    // OpenTelemetry's, of an exporter: services want their keys in headers, by names that do not say so.
    [GeneratedRegex(
        @"^OTEL_EXPORTER_OTLP_([A-Z]+_)?HEADERS$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Headers();

    // Of a header with a key, where it does say so.
    [GeneratedRegex(
        @"TOKEN|SECRET|KEY|PASSW|CREDENTIAL|AUTH|COOKIE|(^|[-_\s])(PAT|DSN)($|[-_\s])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex HeaderName();

    // No key: those are longer, or mix digits with letters.
    [GeneratedRegex(
        @"^([A-Za-z]{0,15}[0-9]{0,3}([-_./:]|$))*$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Words();

    // In a connection string, and in an address.
    [GeneratedRegex(
        @"(Key|Password|Pwd|Secret)\s*=\s*(?<password>[^;\s]+)|://[^\s/@:]*:(?<password>[^\s/]+)@",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Password();
}
