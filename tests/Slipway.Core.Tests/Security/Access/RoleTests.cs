using Slipway.Core.Security;
using Slipway.Core.Security.Access;

namespace Slipway.Core.Tests.Security.Access;

public sealed class RoleTests
{
    private static readonly WorkflowScope Some = new("bug_fix", "/srv/shop/web");

    [Theory]
    [InlineData("admin", 12)]
    [InlineData("operator", 10)]
    [InlineData("viewer", 3)]
    public void A_built_in_role_allows_its_part(string name, int count)
    {
        var role = Role.BuiltIn.Single(role => role.Name == name);

        Assert.Equal(count, Permission.All.Count(role.Has));
        Assert.True(role.Covers(new WorkflowScope(null, null)));
        Assert.Equal(name == "admin", role.Has(Permission.UpdateDefinition));
        Assert.Equal(name != "viewer", role.Has(Permission.CreateWorkflow));
        Assert.True(role.Has(Permission.ReadWorkflow));
    }

    [Fact]
    public void Permissions_are_things_and_deeds_without_doubles()
    {
        Assert.All(Permission.All, permission => Assert.Matches("^[a-z]+:[a-z]+$", permission));
        Assert.Equal(Permission.All.Count, Permission.All.Distinct().Count());
    }

    [Theory]
    [InlineData("hotfix_*", "hotfix_web", true)]
    [InlineData("hotfix_*", "hotfix_", true)]
    [InlineData("hotfix_*", "hotfix", false)]
    [InlineData("hotfix_*", "my_hotfix_web", false)]
    [InlineData("hotfix_*", "HOTFIX_web", false)]
    [InlineData("hotfix_?", "hotfix_12", false)]
    [InlineData("*", "anything", true)]
    [InlineData("hotfix_*", null, false)]
    [InlineData("*", null, false)]
    public void A_limit_to_definitions_is_by_their_whole_ids(string pattern, string? id, bool covers)
    {
        var role = new Role("own", ["*"]) { Definitions = [pattern] };

        Assert.True(role.IsLimited);
        Assert.Equal(covers, role.CoversDefinition(id));
        Assert.Equal(covers, role.Covers(new WorkflowScope(id, "/srv/shop")));
    }

    [Theory]
    [InlineData("/srv/shop/web", true)]
    [InlineData("/srv/shop/web/", true)]
    [InlineData("/srv//shop/./web", true)]
    [InlineData("/srv/other/../shop/web", true)]
    [InlineData("/srv/shop/../secret", false)]
    [InlineData("/srv/shop/web/../../secret", false)]
    [InlineData("/srv/shop/..", false)]
    [InlineData("/srv/shop", false)]
    [InlineData("/srv/shopping/web", false)]
    [InlineData("/SRV/SHOP/web", false)]
    [InlineData("srv/shop/web", false)]
    [InlineData("https://github.com/srv/shop/web", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_limit_to_repositories_is_by_where_a_path_leads(string? path, bool covers)
    {
        var role = new Role("own", ["*"]) { Repositories = ["/srv/shop/*"] };

        Assert.Equal(covers, role.Covers(new WorkflowScope("bug_fix", path)));
    }

    [Fact]
    public void Of_several_roles_one_is_enough_and_none_lends_another_its_part()
    {
        var caller = new Caller(
            "ada",
            [
                new Role("reader", [Permission.ReadWorkflow]),
                new Role("hotfixer", ["workflow:*"]) { Definitions = ["hotfix_*"] },
                new Role("web", [Permission.PauseWorkflow]) { Repositories = ["/srv/shop/*"] },
            ]);

        Assert.True(caller.May(Permission.ReadWorkflow, Some));
        Assert.True(caller.May(Permission.PauseWorkflow, Some));
        Assert.False(caller.May(Permission.DeleteWorkflow, Some));
        Assert.True(caller.May(Permission.DeleteWorkflow));
        Assert.True(caller.May(Permission.DeleteWorkflow, Some with { Definition = "hotfix_web" }));
        Assert.True(caller.MayEverywhere(Permission.ReadWorkflow));
        Assert.False(caller.MayEverywhere(Permission.PauseWorkflow));
        Assert.False(new Caller("nobody", []).May(Permission.ReadWorkflow));
    }

    [Fact]
    public void A_limit_to_repositories_has_no_say_in_definitions()
    {
        var caller = new Caller("ada", [new Role("web", ["*"]) { Repositories = ["/srv/shop/*"] }]);

        Assert.True(caller.MayWithDefinition(Permission.ReadDefinition, "bug_fix"));
    }

    [Fact]
    public void A_token_is_long_new_each_time_known_by_its_hash_and_masked_in_any_text()
    {
        var token = AccessToken.New();

        Assert.Null(AccessToken.Problem(token));
        Assert.NotEqual(token, AccessToken.New());
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", AccessToken.HashOf("abc"));
        Assert.Equal("It is [redacted].", Redactor.Redact($"It is {token}."));
    }

    [Theory]
    [InlineData("")]
    [InlineData("password")]
    [InlineData("a token with blanks that is long enough")]
    [InlineData("a-token-with-umlauts-that-is-long-enough-ä")]
    public void What_could_be_guessed_or_not_be_sent_is_no_token(string text) => Assert.NotNull(AccessToken.Problem(text));
}
