using Slipway.Cli.Tests.Doubles;

namespace Slipway.Cli.Tests.Connection;

public sealed class HostAddressTests
{
    [Fact]
    public async Task Without_a_host_it_says_how_to_get_one()
    {
        using var cli = new CliRun();

        Assert.Equal(3, await cli.InvokeAsync("list"));

        Assert.Contains("no host runs for", cli.Error.ToString());
        Assert.Contains("slipway serve", cli.Error.ToString());
    }

    [Fact]
    public async Task A_host_that_does_not_answer_ends_it_with_3()
    {
        using var cli = new CliRun();

        Assert.Equal(3, await cli.InvokeAsync("list", "--url", "http://127.0.0.1:1", "--key", "very-secret-key"));

        Assert.Contains("cannot reach a host at http://127.0.0.1:1/", cli.Error.ToString());
        Assert.DoesNotContain("very-secret-key", cli.Error.ToString());
    }

    [Theory]
    [InlineData("list", "--data", "")]
    [InlineData("status", "wf-00000000000000000001", "--data", " ")]
    public async Task An_empty_data_directory_is_refused_rather_than_replaced(params string[] args)
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun(host);

        Assert.Equal(2, await cli.InvokeAsync(args));

        Assert.Contains("--data is empty", cli.Error.ToString());
        Assert.Empty(host.Requests);
    }

    [Fact]
    public async Task A_wrong_key_ends_it_with_3_and_is_not_printed()
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun(host);

        Assert.Equal(3, await cli.InvokeAsync("list", "--key", "very-wrong-key"));

        Assert.Contains("refuses this key", cli.Error.ToString());
        Assert.DoesNotContain("very-wrong-key", cli.Error.ToString());
    }

    [Fact]
    public async Task A_missing_key_says_where_to_find_it()
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun();

        Assert.Equal(3, await cli.InvokeAsync("list", "--url", host.Url.ToString()));

        Assert.Contains("keys.json", cli.Error.ToString());
    }

    [Fact]
    public async Task The_environment_names_host_and_key()
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun();
        cli["SLIPWAY_URL"] = host.Url.ToString();
        cli["SLIPWAY_KEY"] = FakeHost.FunctionKey;

        Assert.Equal(0, await cli.InvokeAsync("list"));
    }

    [Fact]
    public async Task The_command_line_goes_before_the_environment()
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun();
        cli["SLIPWAY_URL"] = "http://127.0.0.1:1";
        cli["SLIPWAY_KEY"] = "wrong";

        Assert.Equal(0, await cli.InvokeAsync("list", "--url", host.Url.ToString(), "--key", FakeHost.FunctionKey));
    }

    [Fact]
    public async Task Another_data_directory_names_another_host()
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun();
        host.WriteFiles(Path.Combine(cli.Path, "other"));

        Assert.Equal(0, await cli.InvokeAsync("list", "--data", "other"));
    }

    [Theory]
    [InlineData("127.0.0.1:7071")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("nonsense")]
    public async Task An_address_that_is_none_is_refused_with_an_example(string url)
    {
        using var cli = new CliRun();

        Assert.Equal(2, await cli.InvokeAsync("list", "--url", url));

        Assert.Contains("expected one like http://127.0.0.1:7071", cli.Error.ToString());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"url":5}""")]
    [InlineData("""{"url":"file:///etc/passwd"}""")]
    public async Task A_spoilt_endpoint_file_is_as_none(string text)
    {
        using var cli = new CliRun();
        Directory.CreateDirectory(cli.DataPath);
        await File.WriteAllTextAsync(Path.Combine(cli.DataPath, "endpoint.json"), text);

        Assert.Equal(3, await cli.InvokeAsync("list"));

        Assert.Contains("no host runs for", cli.Error.ToString());
    }

    [Theory]
    [InlineData("<html>hello</html>", "text/html")]
    [InlineData("not json", "application/json")]
    public async Task A_server_that_is_no_Slipway_host_is_recognised(string body, string contentType)
    {
        await using var host = await FakeHost.StartAsync();
        host.Intercept = async http =>
        {
            http.Response.ContentType = contentType;
            await http.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body));
            return true;
        };
        using var cli = new CliRun(host);

        Assert.Equal(3, await cli.InvokeAsync("status", "wf-1"));

        Assert.Contains("is it a Slipway host?", cli.Error.ToString());
    }

    [Fact]
    public async Task A_defect_of_the_host_ends_it_with_3()
    {
        await using var host = await FakeHost.StartAsync();
        host.Intercept = FakeHost.Refuse(500, "SLW9001", "Something unexpected happened.");
        using var cli = new CliRun(host);

        Assert.Equal(3, await cli.InvokeAsync("list"));

        Assert.Contains("Something unexpected happened. (SLW9001)", cli.Error.ToString());
    }

    [Fact]
    public async Task A_key_that_cannot_be_a_key_is_refused()
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun(host);

        Assert.Equal(2, await cli.InvokeAsync("list", "--key", "a\nb"));

        Assert.Contains("the key holds characters", cli.Error.ToString());
    }
}
