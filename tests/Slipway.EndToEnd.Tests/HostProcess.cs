using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Slipway.EndToEnd.Tests;

/// <summary>The function app as a process of its own, on a data directory that outlives it.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(180);

    private readonly Process _process;
    private readonly List<string> _output;

    private HostProcess(Process process, List<string> output, HttpClient client)
    {
        _process = process;
        _output = output;
        Client = client;
    }

    public HttpClient Client { get; }

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    public Uri Url => Client.BaseAddress!;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    public static Task<HostProcess> StartAsync(string home, params string[] settings) => StartAsync(home, environment: null, settings);

    /// <summary>Starts it with variables in its environment besides those of the test.</summary>
    public static async Task<HostProcess> StartAsync(
        string home, IReadOnlyDictionary<string, string>? environment, params string[] settings)
    {
        var endpoint = Path.Combine(home, "endpoint.json");
        File.Delete(endpoint);
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Slipway.Functions.dll"),
            "--urls", "http://127.0.0.1:0", "--LocalHost:DataDirectory", home, "--Slipway:DataDirectory", home,

            // Beside builds and other tests a webhook may take more than its second.
            "--Slipway:WebhookAnswerSeconds", "9", .. settings,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var output = new List<string>();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Add(output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(output, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        var deadline = Stopwatch.StartNew();
        while (deadline.Elapsed < StartLimit && !process.HasExited)
        {
            if (await TryConnectAsync(home, endpoint) is { } client)
            {
                return new HostProcess(process, output, client);
            }

            await Poll.AgainAsync();
        }

        process.Kill(entireProcessTree: true);
        throw new InvalidOperationException($"The host did not start.\n{string.Join('\n', output)}");
    }

    /// <summary>As <c>kill -9</c>: the host alone dies, at once, and what it started lives on.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        Client.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        Client.Dispose();
        _process.Dispose();
    }

    private static async Task<HttpClient?> TryConnectAsync(string home, string endpoint)
    {
        try
        {
            using var at = JsonDocument.Parse(await File.ReadAllTextAsync(endpoint));
            using var keys = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(home, "keys.json")));
            var client = new HttpClient { BaseAddress = new Uri(at.RootElement.GetProperty("url").GetString()!) };
            client.DefaultRequestHeaders.Add("x-functions-key", keys.RootElement.GetProperty("function").GetString());
            client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using var answer = await client.GetAsync("/api/health");
            return answer.IsSuccessStatusCode ? client : null;
        }
        catch (Exception exception) when (exception is IOException or JsonException or HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    private static void Add(List<string> output, string? line)
    {
        if (line is not null)
        {
            lock (output)
            {
                output.Add(line);
            }
        }
    }
}
