using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Slipway.Core.Security.Access;
using Slipway.Functions.Access;

namespace Slipway.Functions.Tests.Access;

/// <summary>Who somebody is, by what they send.</summary>
public sealed class SignInTests
{
    private const string Email = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";
    private const string RoleType = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role";

    private static readonly string Token = AccessToken.New();

    private readonly AccessOptions _options = new();

    public SignInTests() =>
        _options.People["ada"] = new PersonOptions { Tokens = { AccessToken.HashOf(Token).ToUpperInvariant() }, Roles = { "Operator" } };

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("bearer   ")]
    [InlineData("BEARER\t")]
    public void A_token_says_who_somebody_is(string scheme)
    {
        var caller = Identify(("Authorization", scheme.Replace('\t', ' ') + Token));

        Assert.Equal("ada (operator)", caller?.ToString());
    }

    [Fact]
    public void Of_several_tokens_each_is_known_while_one_takes_the_others_place()
    {
        var next = AccessToken.New();
        _options.People["ada"].Tokens.Add(AccessToken.HashOf(next));

        Assert.Equal("ada", Identify(("Authorization", "Bearer " + Token))?.Name);
        Assert.Equal("ada", Identify(("Authorization", "Bearer " + next))?.Name);
    }

    [Fact]
    public void Nothing_else_does()
    {
        Assert.Null(Identify());
        foreach (var wrong in new[]
        {
            "", "Bearer", "Bearer ", "Bearer  ", Token, "Basic " + Token, "Bearer " + Token + "x", "Bearer " + Token[..^1],
            "Bearer " + Token.ToUpperInvariant(), $"Bearer {Token}, Bearer {Token}", "Bearer " + AccessToken.HashOf(Token),
            "Bearer null", "Bearer \"" + Token + "\"", "Bearer" + Token,
        })
        {
            Assert.True(Identify(("Authorization", wrong)) is null, wrong);
        }

        Assert.Null(Identify(("Authorization", new StringValues([$"Bearer {Token}", $"Bearer {Token}"]))));
        Assert.Null(Identify(("X-Authorization", "Bearer " + Token)));
    }

    [Fact]
    public void What_was_sent_is_not_repeated()
    {
        new AccessBook(Options.Create(_options)).Identify(
            new HeaderDictionary { ["Authorization"] = "Bearer a-secret-of-somebody" }, out var whyNot);

        Assert.DoesNotContain("secret", whyNot, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_is_believed_to_be_whom_App_Service_names_unless_it_stands_before_the_host()
    {
        var header = Principal(new { auth_typ = "aad", claims = new[] { new { typ = "roles", val = "admin" }, Named("eve") } });

        Assert.Null(Identify((ClientPrincipal.Header, header)));
        Assert.Equal("ada", Identify((ClientPrincipal.Header, header), ("Authorization", "Bearer " + Token))?.Name);

        _options.AppService = true;
        Assert.Equal("eve (admin)", Identify((ClientPrincipal.Header, header))?.ToString());
    }

    [Fact]
    public void App_Service_says_name_and_roles_which_settings_can_add_to()
    {
        _options.AppService = true;
        _options.People["bob"] = new PersonOptions { Name = "Bob@example.com", Roles = { "viewer" } };
        var header = Principal(new
        {
            auth_typ = "google",
            claims = new object[]
            {
                new { typ = Email, val = "bob@example.com" },
                new { typ = RoleType, val = "operator" }, new { typ = RoleType, val = "unknown" },
                new { typ = "exp", val = 17 }, new { typ = "name", val = "Robert" },
            },
            name_typ = Email,
            role_typ = RoleType,
        });

        Assert.Equal("Bob@example.com (operator, viewer)", Identify((ClientPrincipal.Header.ToLowerInvariant(), header))?.ToString());
    }

    [Fact]
    public void A_program_is_known_by_its_id_and_somebody_without_a_role_may_nothing()
    {
        _options.AppService = true;
        var header = Principal(new
        {
            auth_typ = "aad",
            claims = new[] { new { typ = "http://schemas.microsoft.com/identity/claims/objectidentifier", val = "2534519c" } },
            name_typ = Email,
            role_typ = RoleType,
        });

        Assert.Equal("2534519c (no role)", Identify((ClientPrincipal.Header, header))?.ToString());
    }

    [Fact]
    public void A_header_that_is_not_of_its_form_names_nobody_not_even_by_a_token_beside_it()
    {
        _options.AppService = true;
        var good = Principal(new { claims = new[] { Named("eve") } });
        string[] wrong =
        [
            "", "%%%", Convert.ToBase64String("no JSON"u8), Principal(new { }), Principal(new { claims = "x" }),
            Principal(new { claims = new[] { 1 } }), Principal(Array.Empty<int>()),
            Principal(new { claims = new[] { new { typ = "roles", val = "admin" } } }), Principal(new { claims = new[] { Named("Ada") } }),
            Principal(new { claims = new[] { Named("e\nve") } }), Principal(new { claims = new[] { Named(" eve") } }), $"{good},{good}",
        ];

        foreach (var header in wrong)
        {
            Assert.True(Identify((ClientPrincipal.Header, header), ("Authorization", "Bearer " + Token)) is null, header);
        }

        Assert.Null(Identify((ClientPrincipal.Header, new StringValues([good, good]))));
        Assert.Equal("eve", Identify((ClientPrincipal.Header, good))?.Name);
    }

    private static object Named(string name) => new { typ = "preferred_username", val = name };

    private static string Principal(object value) => Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value)));

    private Caller? Identify(params (string Name, StringValues Value)[] headers)
    {
        var given = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            given[name] = value;
        }

        var caller = new AccessBook(Options.Create(_options)).Identify(given, out var whyNot);
        Assert.Equal(caller is null, whyNot.Length > 0);
        return caller;
    }
}
