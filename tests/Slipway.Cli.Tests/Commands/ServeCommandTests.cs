using Slipway.Cli.Tests.Doubles;

namespace Slipway.Cli.Tests.Commands;

public sealed class ServeCommandTests
{
    [Fact]
    public async Task Serve_says_where_it_listens_and_where_the_key_is_but_not_the_key()
    {
        await using var host = await FakeHost.StartAsync();
        using var interrupted = new CancellationTokenSource();
        using var cli = new CliRun(host, running: false);
        cli.Launcher.OnStarted = interrupted.Cancel;

        Assert.Equal(0, await cli.InvokeAsync(interrupted.Token, "serve", "--port", "8123", "--data", "elsewhere"));

        var start = Assert.Single(cli.Launcher.Starts);
        Assert.Equal(
            (8123, false, false, Path.Combine(cli.Path, "elsewhere")), (start.Port, start.PortFallback, start.Quiet, start.Directory.Path));
        Assert.Equal(host.Url.ToString(), cli.Output.ToString().Trim());
        Assert.Contains("keys.json", cli.Error.ToString());
        Assert.DoesNotContain(FakeHost.FunctionKey, cli.Error.ToString());
        Assert.Equal(1, cli.Launcher.Stops);
    }

    [Fact]
    public async Task Serve_ends_when_the_host_stops_by_itself()
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun(host, running: false);
        cli.Launcher.Stopped.SetResult();

        Assert.Equal(0, await cli.InvokeAsync("serve"));

        Assert.Equal(7071, cli.Launcher.Starts.Single().Port);
    }

    [Fact]
    public async Task A_host_that_cannot_start_says_why_and_which_options_there_are()
    {
        using var cli = new CliRun();

        Assert.Equal(3, await cli.InvokeAsync("serve"));

        Assert.Contains("port 7071 is taken", cli.Error.ToString());
        Assert.Contains("--port", cli.Error.ToString());
    }

    [Theory]
    [InlineData("65536", "no port")]
    [InlineData("-1", "no port")]
    [InlineData("http", "http")]
    public async Task A_number_that_is_no_port_is_refused(string port, string words)
    {
        using var cli = new CliRun();

        Assert.Equal(2, await cli.InvokeAsync("serve", "--port", port));

        Assert.Contains(words, cli.Error.ToString());
    }
}
