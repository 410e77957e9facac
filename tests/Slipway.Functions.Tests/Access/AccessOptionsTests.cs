using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Slipway.Core.Security.Access;
using Slipway.Functions.Access;

namespace Slipway.Functions.Tests.Access;

/// <summary>What is wrong with the settings is said at start, with their names.</summary>
public sealed class AccessOptionsTests
{
    private static readonly string Hash = AccessToken.HashOf("x");

    [Fact]
    public void Without_settings_and_with_right_ones_nothing_is_wrong()
    {
        Assert.False(Read().IsOn);
        var access = Read(
            ("People:ada:Tokens:0", Hash), ("People:ada:Roles:0", "Operator"), ("People:ada:Roles:1", "release-manager"),
            ("Roles:Release-Manager:Permissions:0", "*:read"), ("Roles:release-manager:Definitions:0", "release_*"),
            ("Roles:release-manager:Repositories:0", "/srv/shop/*"));

        Assert.True(access.IsOn);
        Assert.Equal(4, AccessBook.RolesOf(access).Count());
    }

    [Theory]
    [InlineData("Slipway:Access is set, and nobody could sign in", "AppService=false")]
    [InlineData("Slipway:Access has no setting 'Token'; it has AppService, People, Roles.", "Token:0=x")]
    [InlineData("Slipway:Access:People:ada has no setting 'Token'; it has Name, Tokens, Roles.", "People:ada:Token=x")]
    [InlineData("Slipway:Access:Roles:r has no setting 'Repository'", "Roles:r:Repository:0=/srv/*")]
    [InlineData("Slipway:Access:People:ada:Roles:0 is not set: give at least one of admin, operator, viewer.", "People:ada:Tokens:0=HASH")]
    [InlineData("Slipway:Access:People:ada:Roles:0 is not set", "People:ada:Roles=operator")]
    [InlineData("Slipway:Access:People:ada:Roles has 'opertor', which is no role. Did you mean 'operator'?", "People:ada:Roles:0=opertor")]
    [InlineData("Slipway:Access:People:ada:Tokens:0 is not set, so that they could never sign in", "People:ada:Roles:0=viewer")]
    [InlineData("Slipway:Access:People:ada:Tokens:0 is no SHA-256 of a token", "People:ada:Tokens:0=my-secret-token")]
    [InlineData(
        "Slipway:Access:People:ada:Tokens has the SHA-256 of nothing",
        "People:ada:Tokens:0=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("has the same token for ada and bob", "People:ada:Tokens:0=HASH", "People:bob:Tokens:0=HASH")]
    [InlineData("has 'bob' twice", "People:ada:Name=bob", "People:bob:Roles:0=viewer")]
    [InlineData("Slipway:Access:People:ada has a name that cannot be", "People:ada:Name=a\tb")]
    [InlineData("Slipway:Access:Roles:Admin is the name of a built-in role", "Roles:Admin:Permissions:0=*")]
    [InlineData("Slipway:Access:Roles:r:Permissions:0 is not set", "Roles:r:Definitions:0=*")]
    [InlineData("has 'workflow:craete', which is no permission. Did you mean 'workflow:create'?", "Roles:r:Permissions:0=workflow:craete")]
    [InlineData("Slipway:Access:Roles:r:Definitions has ''", "Roles:r:Definitions:0=")]
    [InlineData("Slipway:Access:Roles:r:Definitions has 'a\\*'", "Roles:r:Definitions:0=a\\*")]
    [InlineData("a workflow names the clone that it works on", "Roles:r:Repositories:0=https://github.com/acme/*")]
    [InlineData("without '..'", "Roles:r:Repositories:0=/srv/shop/../*")]
    [InlineData("give absolute paths", "Roles:r:Repositories:0=shop/*")]
    public void What_is_wrong_is_named_with_what_would_be_right(string message, params string[] settings)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Read(
        [
            .. settings.Select(setting => setting.Replace("=HASH", "=" + Hash, StringComparison.Ordinal).Split('=', 2))
                .Select(pair => (pair[0], pair[1])),
        ]));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("my-secret-token", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_does_not_start_with_a_mistake()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => AppScene.StartAsync(settings: ["--Slipway:Access:Pepole:ada:Roles:0", "admin"]));

        Assert.Contains("Slipway:Access has no setting 'Pepole'", failure.Message, StringComparison.Ordinal);
    }

    private static AccessOptions Read(params (string Name, string Value)[] settings)
    {
        var builder = SlipwayApplication.CreateBuilder(
            [.. settings.Select(setting => $"--{AccessOptions.Section}:{setting.Name}={setting.Value}")]);
        using var services = builder.Services.BuildServiceProvider();
        return services.GetRequiredService<IOptions<AccessOptions>>().Value;
    }
}
