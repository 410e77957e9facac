using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Slipway.Tests.Folders;

namespace Slipway.LocalHost.Tests.Hosting.Samples;

/// <summary>The sample app as a process of its own, driven over HTTP alone.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private const string Listening = "Listening on ";

    private readonly Process _process;
    private readonly string _folder;
    private readonly HttpClient _client;

    private SampleProcess(Process process, string folder, string url)
    {
        _process = process;
        _folder = folder;
        var keys = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(folder, "keys.json")));
        _client = new HttpClient { BaseAddress = new Uri(url) };
        _client.DefaultRequestHeaders.Add("x-functions-key", keys.GetProperty("master").GetString());
    }

    /// <summary>Starts the app, and returns when it says where it listens.</summary>
    public static async Task<SampleProcess> StartAsync()
    {
        var program = typeof(SampleProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "HelloDurable").Value!;
        var folder = TestHost.NewFolder();
        var start = new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0", "--LocalHost:DataDirectory", folder])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(program),
        };
        var process = Process.Start(start)!;
        var said = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.AppendLine(line);
            var at = line.IndexOf(Listening, StringComparison.Ordinal);
            if (at >= 0)
            {
                // Read on, so that the pipe never fills up.
                _ = process.StandardOutput.ReadToEndAsync();
                return new SampleProcess(process, folder, line[(at + Listening.Length)..].Split(' ')[0]);
            }
        }

        throw new InvalidOperationException($"The sample ended without listening:\n{said}");
    }

    /// <summary>Starts an orchestration and gives the addresses it answers with.</summary>
    public async Task<JsonElement> StartAsync(string orchestrator, string? input = null)
    {
        using var response = await PostAsync($"/api/start/{orchestrator}", input);
        Assert.Equal(202, (int)response.StatusCode);
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Starts an orchestration by the management API, waits for its end there, and gives its output.</summary>
    public async Task<string> RunAsync(string orchestrator, string? input = null)
    {
        using var response = await PostAsync(
            $"/runtime/webhooks/durabletask/orchestrators/{orchestrator}?timeout=120&pollingInterval=1", input);
        Assert.Equal(200, (int)response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    public async Task RaiseAsync(JsonElement started, string name, string json)
    {
        var address = started.GetProperty("SendEventPostUri").GetString()!.Replace("{eventName}", name, StringComparison.Ordinal);
        using var response = await PostAsync(address, json);
        Assert.Equal(202, (int)response.StatusCode);
    }

    public async Task AddToCounterAsync(string key, int amount)
    {
        using var response = await PostAsync($"/api/counters/{key}?add={amount}", json: null);
        Assert.Equal(202, (int)response.StatusCode);
    }

    /// <summary>What a counter is at; null when there is none.</summary>
    public async Task<string?> ReadCounterAsync(string key)
    {
        using var response = await _client.GetAsync($"/api/counters/{key}");
        return response.StatusCode == System.Net.HttpStatusCode.NotFound ? null : await response.Content.ReadAsStringAsync();
    }

    /// <summary>The status of an orchestration once it is as wanted.</summary>
    public async Task<JsonElement> WaitAsync(JsonElement started, Func<JsonElement, bool> isWanted)
    {
        while (true)
        {
            var status = JsonSerializer.Deserialize<JsonElement>(
                await _client.GetStringAsync(started.GetProperty("StatusQueryGetUri").GetString()));
            if (isWanted(status))
            {
                return status;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        TestFolder.Delete(_folder);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string? json)
        => _client.PostAsync(path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"));
}
