using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Hosting;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Tests.Http;

namespace Slipway.LocalHost.Tests.Hosting;

/// <summary>Starting and stopping: files, ports, and what can be in the way.</summary>
public sealed class HostStartTests : IDisposable
{
    private readonly string _folder = TestHost.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_running_host_says_where_it_is_and_a_clean_stop_takes_it_back()
    {
        var path = Path.Combine(_folder, "endpoint.json");
        await using (var host = await StartAsync())
        {
            var endpoint = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(path));

            Assert.Equal(host.Url, endpoint.GetProperty("url").GetString());
            Assert.Equal(Environment.ProcessId, endpoint.GetProperty("pid").GetInt32());
            Assert.Contains(host.Logs.Of(LogLevel.Information), line => line.StartsWith($"Listening on {host.Url}"));
            Assert.Contains(host.Logs.Of(LogLevel.Information), line => line.EndsWith(Path.Combine(_folder, "keys.json")));
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task The_first_start_makes_keys_that_only_the_user_may_read_and_later_starts_keep_them()
    {
        string first;
        await using (var host = await StartAsync())
        {
            first = host.Keys.ToString();
        }

        await using var again = await StartAsync();

        Assert.Equal(first, again.Keys.ToString());
        var keys = new[] { "master", "function", "system" }.Select(name => again.Keys.GetProperty(name).GetString()!).ToList();
        Assert.Equal(3, keys.Distinct(StringComparer.Ordinal).Count());
        Assert.All(keys, key => Assert.Equal(43, key.Length));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "keys.json")));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"master":"short","function":"short","system":"short"}""")]
    [InlineData("not json")]
    public async Task A_broken_key_file_stops_the_start_and_says_what_to_do(string content)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "keys.json"), content);

        var exception = await Assert.ThrowsAsync<LocalHostException>(StartAsync);

        Assert.Contains("keys.json", exception.Message);
        Assert.Contains("Delete the file", exception.Message);
    }

    [Fact]
    public void Nothing_below_the_working_directory_is_watched()
    {
        var builder = FunctionsApplication.CreateBuilder([]);

        var files = builder.Configuration.Sources.OfType<FileConfigurationSource>().ToList();

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.False(file.ReloadOnChange));
    }

    [Fact]
    public async Task A_second_host_on_the_same_task_hub_is_refused()
    {
        await using var host = await StartAsync();

        var exception = await Assert.ThrowsAsync<TaskHubLockedException>(StartAsync);

        Assert.Contains(_folder, exception.Message);
        Assert.Equal(200, await host.StatusAsync(HttpMethod.Get, "/api/text/a"));
    }

    [Fact]
    public async Task A_corrupt_task_hub_is_refused_and_the_log_says_so()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "taskhub.db"), new string('x', 10_000));

        var exception = await Assert.ThrowsAsync<TaskHubCorruptException>(StartAsync);

        Assert.Contains("taskhub.db", exception.Message);
    }

    [Fact]
    public async Task A_busy_port_is_named()
    {
        using var busy = Listen();
        var port = ((IPEndPoint)busy.LocalEndpoint).Port;

        var exception = await Assert.ThrowsAsync<LocalHostException>(() => StartAsync(port));

        Assert.Contains($"Port {port} is in use", exception.Message);
        Assert.Contains("LocalHost:PortFallback=true", exception.Message);
    }

    [Fact]
    public async Task After_a_start_that_failed_the_task_hub_is_free()
    {
        using (var busy = Listen())
        {
            await Assert.ThrowsAsync<LocalHostException>(() => StartAsync(((IPEndPoint)busy.LocalEndpoint).Port));
        }

        await using var host = await StartAsync();
        Assert.Equal(200, await host.StatusAsync(HttpMethod.Get, "/api/text/a"));
    }

    [Fact]
    public async Task Where_allowed_the_next_free_port_is_taken_and_the_log_says_so()
    {
        using var busy = Listen();
        var port = ((IPEndPoint)busy.LocalEndpoint).Port;

        await using var host = await StartAsync(port, "--LocalHost:PortFallback", "true");

        Assert.InRange(new Uri(host.Url).Port, port + 1, port + 20);
        Assert.Equal(200, await host.StatusAsync(HttpMethod.Get, "/api/text/a"));
        Assert.Contains(host.Logs.Of(LogLevel.Warning), line => line.StartsWith($"Port {port} is in use"));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, string.Empty);

        var exception = await Assert.ThrowsAsync<LocalHostException>(
            () => TestHost.StartAsync(Path.Combine(file, "hub"), [typeof(TextApp)]));

        Assert.Contains("LocalHost:DataDirectory", exception.Message);
    }

    [Theory]
    [InlineData("AzureFunctionsJobHost:extensions:http:routePrefix", "", "/text/a")]
    [InlineData("AzureFunctionsJobHost:extensions:http:routePrefix", "v2/x", "/v2/x/text/a")]
    public async Task The_route_prefix_can_be_set_or_empty(string key, string value, string path)
    {
        await using var host = await TestHost.StartAsync(_folder, [typeof(TextApp)], configure: null, $"--{key}", value);

        Assert.Equal(200, await host.StatusAsync(HttpMethod.Get, path));
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private Task<TestHost> StartAsync() => TestHost.StartAsync(_folder, [typeof(TextApp)]);

    private Task<TestHost> StartAsync(int port, params string[] settings)
        => TestHost.StartAsync(_folder, [typeof(TextApp)], configure: null, ["--urls", $"http://127.0.0.1:{port}", .. settings]);
}
