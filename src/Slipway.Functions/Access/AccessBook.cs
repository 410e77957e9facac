using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Slipway.Core.Security.Access;

namespace Slipway.Functions.Access;

/// <summary>Knows who is who: by an access token, or by what App Service Authentication says. Thread-safe.</summary>
internal sealed class AccessBook
{
    private const string Scheme = "Bearer ";

    private readonly bool _trustsAppService;
    private readonly Dictionary<string, Role> _roles;
    private readonly Dictionary<string, (IList<string> Tokens, Caller Caller)> _people;
    private readonly IReadOnlyList<(byte[] Hash, Caller Owner)> _tokens;

    public AccessBook(IOptions<AccessOptions> options)
    {
        var access = options.Value;
        IsOn = access.IsOn;
        _trustsAppService = access.AppService;
        _roles = RolesOf(access).ToDictionary(role => role.Name, StringComparer.OrdinalIgnoreCase);
        var people = access.People
            .Select(person => (person.Value.Tokens, Caller: new Caller(
                person.Value.Name ?? person.Key, [.. person.Value.Roles.Select(role => _roles[role])])))
            .ToList();
        _people = people.ToDictionary(person => person.Caller.Name, StringComparer.OrdinalIgnoreCase);
        _tokens = [.. people.SelectMany(person => person.Tokens.Select(token => (Convert.FromHexString(token), person.Caller)))];
    }

    /// <summary>Whether anybody is asked.</summary>
    public bool IsOn { get; }

    /// <summary>The built-in roles and the user's own.</summary>
    public IReadOnlyCollection<Role> Roles => _roles.Values;

    /// <summary>The roles of a configuration.</summary>
    public static IEnumerable<Role> RolesOf(AccessOptions access) => Role.BuiltIn.Concat(access.Roles.Select(role =>
        new Role(role.Key, [.. role.Value.Permissions])
        {
            Definitions = [.. role.Value.Definitions], Repositories = [.. role.Value.Repositories],
        }));

    /// <summary>Finds out who sent a request.</summary>
    /// <param name="headers">The request's.</param>
    /// <param name="whyNot">What is missing or wrong, when nobody is found; without what was sent.</param>
    public Caller? Identify(IHeaderDictionary headers, out string whyNot)
    {
        whyNot = "";
        if (_trustsAppService && headers.TryGetValue(ClientPrincipal.Header, out var principals))
        {
            var signedIn = principals.Count == 1 && ClientPrincipal.Read(principals[0]) is { } principal ? CallerOf(principal) : null;
            whyNot = signedIn is null
                ? $"{ClientPrincipal.Header} names nobody, or somebody who has an access token here: it must be there once, as App Service "
                    + "Authentication writes it."
                : "";
            return signedIn;
        }

        if (headers.Authorization is not [{ } authorization])
        {
            whyNot = headers.Authorization.Count == 0
                ? "This host asks who you are: send your access token as 'Authorization: Bearer TOKEN'"
                    + (_trustsAppService ? ", or sign in with App Service Authentication." : ".")
                : "There are several Authorization headers; send one.";
            return null;
        }

        var caller = authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? Find(authorization[Scheme.Length..].Trim())
            : null;
        whyNot = caller is null ? "The Authorization header holds no access token that this host knows: 'Bearer TOKEN' is its form." : "";
        return caller;
    }

    private Caller? Find(string token)
    {
        if (token.Length == 0)
        {
            return null;
        }

        // All are looked at, each for as long as any other: the time that it takes says nothing.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        Caller? found = null;
        foreach (var (known, owner) in _tokens)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, known) ? owner : found;
        }

        return found;
    }

    /// <summary>The one who signed in; <see langword="null"/> for a name that is another's, who has tokens: who may choose their name at an
    /// identity provider must not become them.</summary>
    private Caller? CallerOf(ClientPrincipal principal)
    {
        var named = principal.Roles.Select(_roles.GetValueOrDefault).OfType<Role>();
        return !_people.TryGetValue(principal.Name, out var person) ? new Caller(principal.Name, [.. named.Distinct()])
            : person.Tokens.Count > 0 ? null
            : new Caller(person.Caller.Name, [.. named.Concat(person.Caller.Roles).Distinct()]);
    }
}
