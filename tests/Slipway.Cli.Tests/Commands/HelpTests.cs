using Slipway.Cli.Tests.Doubles;

namespace Slipway.Cli.Tests.Commands;

public sealed class HelpTests
{
    public static TheoryData<string> Verbs =>
        ["demo", "run", "serve", "status", "list", "watch", "pause", "resume", "cancel", "recover", "approve", "reject", "plan", "schema"];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Every_verb_explains_itself_with_an_example(string verb)
    {
        using var cli = new CliRun();

        Assert.Equal(0, await cli.InvokeAsync(verb, "--help"));

        Assert.Contains($"  slipway {verb}", cli.Output.ToString()[cli.Output.ToString().IndexOf("Examples:", StringComparison.Ordinal)..]);
        Assert.Empty(cli.Error.ToString());
    }

    [Fact]
    public async Task Help_wins_over_a_missing_argument()
    {
        using var cli = new CliRun();

        Assert.Equal(0, await cli.InvokeAsync("run", "--help"));

        Assert.Contains("--agent-command", cli.Output.ToString());
    }

    [Fact]
    public async Task The_command_alone_names_its_verbs()
    {
        using var cli = new CliRun();

        Assert.Equal(2, await cli.InvokeAsync());

        Assert.Contains("slipway --help", cli.Error.ToString());
    }

    [Fact]
    public async Task The_version_is_data()
    {
        using var cli = new CliRun();

        Assert.Equal(0, await cli.InvokeAsync("--version"));

        Assert.Matches(@"^\d+\.\d+\.\d+", cli.Output.ToString());
    }
}
