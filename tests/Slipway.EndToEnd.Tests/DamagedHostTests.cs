using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Slipway.EndToEnd.Tests;

/// <summary>A host whose disk is full, whose database is damaged, or whose data directory another host has.</summary>
public sealed class DamagedHostTests
{
    [SmallDiskFact]
    public async Task On_a_full_disk_a_start_is_refused_with_the_way_out_and_works_once_there_is_room()
    {
        using var disk = SmallDisk.TryMount()!;
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(disk.Path);
        disk.Fill();

        using var answer = await host.Client.PostAsJsonAsync("/api/workflows", scene.Request());
        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.InsufficientStorage, answer.StatusCode);
        Assert.Contains("Free disk space", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var (status, reason) = await ReadyAsync(host);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.StartsWith("Failed to persist workflow state: since ", reason, StringComparison.Ordinal);
        Assert.Contains("disk is full", reason, StringComparison.Ordinal);

        disk.Free();
        Assert.Equal((HttpStatusCode.OK, null), await ReadyAsync(host));
        var id = await scene.StartAsync(host);
        await Scene.UntilStateAsync(host, id, "COMPLETED");
    }

    [Fact]
    public async Task A_damaged_database_is_left_as_it_is_and_named_with_the_way_out()
    {
        using var scene = new Scene();
        var database = Path.Combine(scene.Home, "taskhub.db");
        var damaged = string.Concat(Enumerable.Repeat("This is no database. ", 500));
        await File.WriteAllTextAsync(database, damaged);

        var (exitCode, error) = await FailToStartAsync(scene.Home);

        Assert.Equal(1, exitCode);
        Assert.Contains(database, error, StringComparison.Ordinal);
        Assert.Contains("backup", error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(damaged, await File.ReadAllTextAsync(database));
    }

    [Fact]
    public async Task A_second_host_on_the_same_data_is_refused_and_the_first_goes_on()
    {
        using var scene = new Scene();
        await using var first = await HostProcess.StartAsync(scene.Home);

        var (exitCode, error) = await FailToStartAsync(scene.Home);

        Assert.Equal(1, exitCode);
        Assert.Contains(scene.Home, error, StringComparison.Ordinal);
        var id = await scene.StartAsync(first);
        await Scene.UntilStateAsync(first, id, "COMPLETED");
    }

    private static async Task<(HttpStatusCode Status, string? Reason)> ReadyAsync(HostProcess host)
    {
        using var answer = await host.Client.GetAsync("/api/health/ready");
        var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, body.TryGetProperty("reason", out var reason) ? reason.GetString() : null);
    }

    private static async Task<(int ExitCode, string Error)> FailToStartAsync(string home)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Slipway.Functions.dll"),
            "--urls", "http://127.0.0.1:0", "--LocalHost:DataDirectory", home, "--Slipway:DataDirectory", home,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await Poll.BeforeLimitAsync(Task.WhenAll(output, error), () => "The host still runs.");
        await process.WaitForExitAsync();
        return (process.ExitCode, await error);
    }
}
