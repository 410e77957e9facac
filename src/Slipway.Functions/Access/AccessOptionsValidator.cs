using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Slipway.Core;
using Slipway.Core.Security;
using Slipway.Core.Security.Access;

namespace Slipway.Functions.Access;

/// <summary>Says at start, with the setting's name, what is wrong and what would be right: a misspelt setting must not leave a host open.
/// </summary>
internal sealed partial class AccessOptionsValidator(IConfiguration configuration) : IValidateOptions<AccessOptions>
{
    private const string People = $"{AccessOptions.Section}:{nameof(AccessOptions.People)}";
    private const string Roles = $"{AccessOptions.Section}:{nameof(AccessOptions.Roles)}";
    private const string Tokens = nameof(PersonOptions.Tokens);
    private const int MaxEntries = 1_000;
    private const int MaxNameLength = 100;

    private static readonly string EmptyHash = AccessToken.HashOf("");

    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var section = configuration.GetSection(AccessOptions.Section);
        string[] problems =
        [
            .. Unknown(section, nameof(AccessOptions.AppService), nameof(AccessOptions.People), nameof(AccessOptions.Roles)),
            .. section.GetSection(nameof(AccessOptions.People)).GetChildren().SelectMany(person =>
                Unknown(person, nameof(PersonOptions.Name), Tokens, nameof(PersonOptions.Roles))),
            .. section.GetSection(nameof(AccessOptions.Roles)).GetChildren().SelectMany(role => Unknown(
                role, nameof(RoleOptions.Permissions), nameof(RoleOptions.Definitions), nameof(RoleOptions.Repositories))),
            .. section.Exists() && !options.IsOn
                ? [$"{AccessOptions.Section} is set, and nobody could sign in: name {People}:NAME:Tokens and :Roles, or set "
                    + $"{nameof(AccessOptions.AppService)} to true behind App Service Authentication."]
                : Array.Empty<string>(),
            .. ProblemsOf(options),
        ];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> ProblemsOf(AccessOptions options)
    {
        if (options.People.Count > MaxEntries || options.Roles.Count > MaxEntries)
        {
            return [$"{AccessOptions.Section} has more than {MaxEntries:N0} people or roles."];
        }

        string[] roles = [.. AccessBook.RolesOf(options).Select(role => role.Name)];
        return options.Roles.SelectMany(role => ProblemsOf(role.Key, role.Value))
            .Concat(options.People.SelectMany(person => ProblemsOf(person.Key, person.Value, roles, options.AppService)))
            .Concat(Doubled(options));
    }

    private static IEnumerable<string> ProblemsOf(string name, RoleOptions role)
    {
        var setting = $"{Roles}:{name}";
        if (Role.BuiltIn.Any(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"{setting} is the name of a built-in role, which stays as it is: choose another.";
        }

        if (role.Permissions.Count == 0)
        {
            yield return $"{setting}:{nameof(role.Permissions)}:0 is not set: give at least one of {All}, or a pattern such as workflow:*.";
        }

        foreach (var permission in role.Permissions.Where(given => !Permission.All.Any(known => NamePattern.Fits(given, known))))
        {
            yield return $"{setting}:{nameof(role.Permissions)} has '{Sanitiser.Line(permission, 60)}', which is no permission. "
                + (Nearest.One(permission, Permission.All) is { } near ? $"Did you mean '{near}'?" : $"There are: {All}.");
        }

        foreach (var pattern in role.Definitions.Where(IsNoPattern))
        {
            yield return $"{setting}:{nameof(role.Definitions)} has '{Sanitiser.Line(pattern, 60)}'; give ids such as hotfix_*, with * for "
                + $"any characters and ? for one, and '{WorkflowScope.Lifecycle}' for the lifecycle.";
        }

        foreach (var pattern in role.Repositories.Where(pattern => IsNoPattern(pattern) || IsNoPath(pattern)))
        {
            yield return $"{setting}:{nameof(role.Repositories)} has '{Sanitiser.Line(pattern, 100)}'; a workflow names the clone that it "
                + "works on: give absolute paths with / between their parts and without '..', such as /srv/shop/*.";
        }
    }

    private static IEnumerable<string> ProblemsOf(string key, PersonOptions person, string[] roles, bool appService)
    {
        var setting = $"{People}:{key}";
        if ((person.Name ?? key) is var name && (name.Length is 0 or > MaxNameLength || Sanitiser.Line(name) != name))
        {
            yield return $"{setting} has a name that cannot be: give 1 to {MaxNameLength} printable characters.";
        }

        if (person.Roles.Count == 0)
        {
            yield return $"{setting}:{nameof(person.Roles)}:0 is not set: give at least one of {string.Join(", ", roles)}.";
        }

        foreach (var role in person.Roles.Where(role => !roles.Contains(role, StringComparer.OrdinalIgnoreCase)))
        {
            yield return $"{setting}:{nameof(person.Roles)} has '{Sanitiser.Line(role, 60)}', which is no role. "
                + (Nearest.One(role, roles) is { } near ? $"Did you mean '{near}'?" : $"There are: {string.Join(", ", roles)}.");
        }

        if (person.Tokens.Count == 0 && !appService)
        {
            yield return $"{setting}:{Tokens}:0 is not set, so that they could never sign in: give the SHA-256 of their access token, "
                + "which 'slipway access hash' writes.";
        }

        // Who writes the token itself there must not find it in a log.
        foreach (var (index, token) in person.Tokens.Index().Where(token => !Hash().IsMatch(token.Item)))
        {
            yield return $"{setting}:{Tokens}:{index} is no SHA-256 of a token: give 64 hexadecimal digits, as 'slipway access hash' "
                + $"writes them, and never the token. It has {token.Length} characters.";
        }

        if (person.Tokens.Contains(EmptyHash, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"{setting}:{Tokens} has the SHA-256 of nothing, which is no token.";
        }
    }

    private static IEnumerable<string> Doubled(AccessOptions options)
    {
        var names = options.People.Select(person => person.Value.Name ?? person.Key);
        if (names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            yield return $"{People} has '{Sanitiser.Line(twice.Key, 60)}' twice; give one person all Tokens and Roles.";
        }

        var owners = options.People.SelectMany(person => person.Value.Tokens.Select(token => (person.Key, token)));
        if (owners.GroupBy(owner => owner.token, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } shared)
        {
            yield return $"{People} has the same token for {string.Join(" and ", shared.Select(owner => owner.Key))}; give each their own.";
        }
    }

    private static IEnumerable<string> Unknown(IConfigurationSection section, params string[] names) => section.GetChildren()
        .Where(child => !names.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
        .Select(child => $"{section.Path} has no setting '{Sanitiser.Line(child.Key, 60)}'; it has {string.Join(", ", names)}.");

    private static bool IsNoPattern(string pattern) =>
        string.IsNullOrWhiteSpace(pattern) || pattern.Contains('\\', StringComparison.Ordinal);

    private static bool IsNoPath(string pattern) => pattern.Contains("://", StringComparison.Ordinal)
        || pattern.Split('/').Contains("..", StringComparer.Ordinal)
        || !(pattern.StartsWith('*') || Path.IsPathFullyQualified(pattern));

    private static string All => string.Join(", ", Permission.All);

    [GeneratedRegex("^[0-9a-fA-F]{64}\\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Hash();
}
