using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Slipway.LocalHost.Hosting;
using static Slipway.LocalHost.Tests.Hosting.DurableAppTests;

namespace Slipway.LocalHost.Tests.Hosting;

/// <summary>An app that is started to replay a run, and does nothing else.</summary>
public sealed class ReplayModeTests : IDisposable
{
    private readonly string _folder = TestHost.NewFolder();
    private readonly int _exitCode = Environment.ExitCode;

    public void Dispose()
    {
        Environment.ExitCode = _exitCode;
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_app_replays_with_its_own_orchestrators_and_opens_nothing()
    {
        var file = Path.Combine(_folder, "run.json");
        await using (var host = await DurableAppTests.StartAsync())
        {
            await StartGreetingAsync(host, "g1");
            await Client(host).RaiseEventAsync("g1", "reply", "Hi");
            await Client(host).WaitForInstanceCompletionAsync("g1");
            await File.WriteAllBytesAsync(file, Client(host).ExportInstance("g1"));
        }

        var fits = await ReplayAsync(file);
        var run = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, run.Replace("\"Greet\"", "\"Nobody\"", StringComparison.Ordinal));
        var differs = await ReplayAsync(file);

        Assert.True(fits.GetProperty("fits").GetBoolean());
        Assert.Equal(JsonValueKind.Null, fits.GetProperty("difference").ValueKind);
        Assert.False(differs.GetProperty("fits").GetBoolean());
        Assert.Contains("no orchestrator", differs.GetProperty("difference").GetProperty("actual").GetString());
        Assert.Equal(1, Environment.ExitCode);
        Assert.False(Directory.Exists(Path.Combine(_folder, "hub")));
    }

    [Fact]
    public async Task A_file_that_is_no_run_stops_the_start()
    {
        var file = Path.Combine(_folder, "other.json");
        await File.WriteAllTextAsync(file, "{}");

        var error = await Assert.ThrowsAsync<LocalHostException>(() => ReplayAsync(file));

        Assert.Contains("is no exported run", error.Message);
    }

    private async Task<JsonElement> ReplayAsync(string file)
    {
        var result = Path.Combine(_folder, "result.json");
        var builder = TestHost.Builder(
            Path.Combine(_folder, "hub"), [typeof(GreetingApp)], "--LocalHost:Replay", file, "--LocalHost:ReplayResult", result);
        using var host = builder.Build();
        await host.RunAsync();
        return JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(result));
    }
}
