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

    // In a connection string, and in an address.
    [GeneratedRegex(
        @"(Key|Password|Pwd|Secret)\s*=\s*(?<password>[^;\s]+)|://[^\s/@:]*:(?<password>[^\s/]+)@",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Password();
}
