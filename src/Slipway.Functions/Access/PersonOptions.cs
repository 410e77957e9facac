namespace Slipway.Functions.Access;

/// <summary>Somebody who is known to a host: a person, or a program.</summary>
public sealed class PersonOptions
{
    /// <summary>The name, where it cannot be the name of a setting. Unset: it is.</summary>
    public string? Name { get; set; }

    /// <summary>SHA-256 of their access tokens, each as 64 hexadecimal digits; never a token itself. Two while one takes the other's place.
    /// Default none: they sign in with App Service Authentication.</summary>
    public IList<string> Tokens { get; } = [];

    /// <summary>Their roles, at least one.</summary>
    public IList<string> Roles { get; } = [];
}
