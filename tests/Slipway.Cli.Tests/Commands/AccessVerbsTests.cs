using Slipway.Cli.Tests.Doubles;
using Slipway.Core.Security.Access;

namespace Slipway.Cli.Tests.Commands;

/// <summary>access token and hash, and the token that every other verb sends.</summary>
public sealed class AccessVerbsTests
{
    private static readonly string Token = AccessToken.New();

    [Fact]
    public async Task A_token_is_written_alone_and_is_another_one_each_time()
    {
        using var cli = new CliRun();
        using var again = new CliRun();

        Assert.Equal(0, await cli.InvokeAsync("access", "token"));
        Assert.Equal(0, await again.InvokeAsync("access", "token"));

        var token = cli.Output.ToString().TrimEnd();
        Assert.Null(AccessToken.Problem(token));
        Assert.NotEqual(token, again.Output.ToString().TrimEnd());
        Assert.DoesNotContain(token, cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new string[0], "HASH")]
    [InlineData(new[] { "ada" }, "Slipway__Access__People__ada__Tokens__0=HASH|Slipway__Access__People__ada__Roles__0=viewer")]
    [InlineData(
        new[] { "ada@example.com", "--role", "operator", "--role", "own" },
        "Slipway__Access__People__ada_example_com__Name=ada@example.com|Slipway__Access__People__ada_example_com__Tokens__0=HASH"
            + "|Slipway__Access__People__ada_example_com__Roles__0=operator|Slipway__Access__People__ada_example_com__Roles__1=own")]
    public async Task A_hash_is_written_as_settings_have_it_and_the_token_nowhere(string[] arguments, string expected)
    {
        using var cli = new CliRun { Input = Token + "\r\n" };

        Assert.Equal(0, await cli.InvokeAsync(["access", "hash", .. arguments]));

        Assert.Equal(
            expected.Replace("HASH", AccessToken.HashOf(Token), StringComparison.Ordinal),
            cli.Output.ToString().TrimEnd().ReplaceLineEndings("|"));
        Assert.DoesNotContain(Token, cli.Output.ToString() + cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("password")]
    [InlineData("two lines that would be\nlong enough if they were one")]
    public async Task What_is_no_token_is_refused_and_not_repeated(string input)
    {
        using var cli = new CliRun { Input = input };

        Assert.Equal(2, await cli.InvokeAsync("access", "hash"));

        Assert.Empty(cli.Output.ToString());
        Assert.Contains("slipway access token", cli.Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("password", cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_verb_takes_a_token_from_its_command_line()
    {
        using var cli = new CliRun();

        Assert.Equal(2, await cli.InvokeAsync("list", "--token", Token));
    }

    [Theory]
    [InlineData("pause", "wf-1")]
    [InlineData("step", "retry", "wf-1", "a")]
    [InlineData("event", "wf-1", "go")]
    [InlineData("recover", "wf-1")]
    [InlineData("run", "--definition", "greeting")]
    [InlineData("definition", "put", "g.json")]
    public async Task With_a_token_a_verb_says_by_it_who_asks(params string[] arguments)
    {
        await using var host = await FakeHost.StartAsync();
        string? sent = null;
        host.Intercept = http =>
        {
            sent = http.Request.Headers.Authorization;
            return FakeHost.Refuse(403, "SLW1009", "ada (viewer) may not do this.")(http);
        };
        using var cli = new CliRun(host) { ["SLIPWAY_TOKEN"] = $" {Token}\n" };
        await File.WriteAllTextAsync(Path.Combine(cli.Path, "g.json"), """{"id":"g","steps":[{"id":"a","uses":"set"}]}""");

        Assert.Equal(2, await cli.InvokeAsync(arguments));

        Assert.Equal("Bearer " + Token, sent);
        var (_, path, body) = Assert.Single(host.Requests, request => request.Method != "GET");
        Assert.DoesNotContain("actor", $"{path} {body}", StringComparison.OrdinalIgnoreCase);
        Assert.Contains("ada (viewer) may not do this. (SLW1009)", cli.Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Token, cli.Output.ToString() + cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_does_not_know_somebody_is_told_of_with_the_variable_to_set()
    {
        await using var host = await FakeHost.StartAsync();
        host.Intercept = FakeHost.Refuse(401, "SLW1008", "This host asks who you are.");
        using var cli = new CliRun(host);

        Assert.Equal(3, await cli.InvokeAsync("list"));

        Assert.Contains("set SLIPWAY_TOKEN. This host asks who you are. (SLW1008)", cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_no_header_can_hold_is_not_sent()
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun(host) { ["SLIPWAY_TOKEN"] = "one\ntwo" };

        Assert.Equal(2, await cli.InvokeAsync("list"));

        Assert.Empty(host.Requests);
        Assert.DoesNotContain("two", cli.Error.ToString(), StringComparison.Ordinal);
    }
}
