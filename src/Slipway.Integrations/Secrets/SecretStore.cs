using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Slipway.Core;

namespace Slipway.Integrations.Secrets;

/// <summary>
/// The secrets that steps of definitions may send, by name: <c>secret:NAME</c> in a header stands for the value of the setting that
/// <c>Slipway:Secrets:NAME:Setting</c> names, and may go to the hosts of <c>Slipway:Secrets:NAME:Hosts</c> only. So who writes a definition
/// can use a secret, and neither read it nor send it elsewhere. Thread-safe.
/// </summary>
internal sealed partial class SecretStore(IConfiguration configuration)
{
    /// <summary>The configuration's section.</summary>
    internal const string Section = "Slipway:Secrets";

    /// <summary>The names there are, in order.</summary>
    internal IReadOnlyList<string> Names =>
        [.. configuration.GetSection(Section).GetChildren().Select(child => child.Key).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Whether a setting says which secrets there are, and is none itself.</summary>
    internal static bool IsDeclaration(string key) => key.StartsWith(Section + ":", StringComparison.OrdinalIgnoreCase);

    /// <summary>The names of secrets in a text.</summary>
    internal static IReadOnlyList<string> NamesIn(string text) =>
        [.. Reference().Matches(text).Select(match => match.Groups["name"].Value).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>A text with the values in place of the names.</summary>
    /// <param name="text">Such as <c>Bearer secret:SHOP</c>.</param>
    /// <param name="target">Where it is sent.</param>
    /// <exception cref="SlipwayException">There is no such secret, or it may not go there
    /// (<see cref="ErrorCodes.SecretRefused"/>).</exception>
    internal string Fill(string text, Uri target) => Reference().Replace(text, match => Value(match.Groups["name"].Value, target));

    private string Value(string name, Uri target)
    {
        var section = configuration.GetSection($"{Section}:{name}");
        if (!section.Exists())
        {
            throw Refused($"There is no secret '{name}'. {Known(name)}");
        }

        var hosts = section.GetSection("Hosts").GetChildren().Select(child => child.Value).ToList();
        if (!hosts.Contains(target.Host, StringComparer.OrdinalIgnoreCase))
        {
            throw Refused($"The secret '{name}' may not be sent to {target.Host}. If it is meant, add that to {Section}:{name}:Hosts.");
        }

        if (target.Scheme != Uri.UriSchemeHttps && !target.IsLoopback)
        {
            throw Refused($"The secret '{name}' is not sent to {target.Host} in the clear: use https.");
        }

        return section["Setting"] is { Length: > 0 } setting && configuration[setting] is { Length: > 0 } value
            ? value
            : throw Refused($"The secret '{name}' has no value: set the setting that {Section}:{name}:Setting names.");
    }

    /// <summary>What somebody may have meant who named a secret that is not there.</summary>
    private string Known(string name) => Nearest.One(name, Names) is { } near ? $"Did you mean '{near}'?"
        : Names.Count == 0 ? $"This host has none: set {Section}:NAME."
        : $"There are: {string.Join(", ", Names)}.";

    private static SlipwayException Refused(string message) =>
        new(ErrorCodes.SecretRefused, message, Core.Policies.ErrorCategory.Permission);

    [GeneratedRegex(
        @"\bsecret:(?<name>[A-Za-z][A-Za-z0-9_-]{0,99})",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Reference();
}
