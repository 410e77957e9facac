using System.Text.Json;
using Slipway.Core.Security;

namespace Slipway.Functions.Access;

/// <summary>Who signed in, as App Service Authentication tells an app.</summary>
/// <remarks>
/// The header is Base64 of <c>{"auth_typ":"aad","claims":[{"typ":"…","val":"…"}],"name_typ":"…","role_typ":"…"}</c>, of which the last two
/// say which claims are names and roles. Entra names people in <c>preferred_username</c> and writes roles as <c>roles</c>, whatever these
/// say. See https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities.
/// </remarks>
/// <param name="Name">Their name.</param>
/// <param name="Roles">What the identity provider says they are.</param>
internal sealed record ClientPrincipal(string Name, IReadOnlyList<string> Roles)
{
    /// <summary>The header.</summary>
    public const string Header = "X-MS-CLIENT-PRINCIPAL";

    private const string RolesClaim = "roles";

    /// <summary>Names that are one person's own come before one that two may share; programs have an id only.</summary>
    private static readonly string[] NameClaims =
    [
        "preferred_username", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    ];

    private static readonly string[] IdClaims =
    [
        "http://schemas.microsoft.com/identity/claims/objectidentifier",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier",
    ];

    /// <summary>Reads the header's value; <see langword="null"/> when it is not of its form or names nobody.</summary>
    public static ClientPrincipal? Read(string? header)
    {
        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(header ?? ""));
            var root = document.RootElement;
            var claims = root.GetProperty("claims").EnumerateArray().Select(claim => (Type: Text(claim, "typ"), Value: Text(claim, "val")))
                .Where(claim => claim is { Type.Length: > 0, Value.Length: > 0 }).ToList();
            var roleType = Text(root, "role_typ");
            var name = NameClaims.Append(Text(root, "name_typ")).Concat(IdClaims)
                .Select(type => claims.Find(claim => claim.Type == type).Value).FirstOrDefault(value => value is not null);

            // Two names that look the same must not become one.
            return name is null || Sanitiser.Line(name) != name
                ? null
                : new ClientPrincipal(
                    name, [.. claims.Where(claim => claim.Type == RolesClaim || claim.Type == roleType).Select(claim => claim.Value!)]);
        }
        catch (Exception exception) when (exception
            is FormatException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
