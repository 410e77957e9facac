using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Slipway.Benchmarks.Processes;

namespace Slipway.Benchmarks.Application;

/// <summary>The Slipway app on the embedded host, with its default settings, in a process of its own.</summary>
internal sealed class SlipwayHost : IAsyncDisposable
{
    public const string HooksVariable = "DOTNET_STARTUP_HOOKS";

    /// <summary>Names the file that <see cref="StartupHook"/> writes.</summary>
    public const string MeasurementsVariable = "SLIPWAY_BENCHMARK_MEASUREMENTS";

    private const string MeasurementsFile = "measurements.txt";
    private const int Terminate = 15;

    private readonly HttpClient _client;
    private readonly string _folder;

    private SlipwayHost(ChildProcess process, HttpClient client, string folder)
    {
        Process = process;
        _client = client;
        _folder = folder;
    }

    public ChildProcess Process { get; }

    /// <summary>Starts it on a folder, which holds all it keeps.</summary>
    /// <exception cref="BenchmarkException">It does not start.</exception>
    public static async Task<SlipwayHost> StartAsync(string folder, CancellationToken cancellationToken)
    {
        string[] command =
        [
            "dotnet", Program(), "--urls", "http://127.0.0.1:0", "--LocalHost:DataDirectory", folder, "--Slipway:DataDirectory", folder,
        ];
        var process = ChildProcess.Start(command, folder, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [HooksVariable] = typeof(SlipwayHost).Assembly.Location,
            [MeasurementsVariable] = Path.Combine(folder, MeasurementsFile),
        });
        var client = new HttpClient();
        try
        {
            await Until.ReadyAsync("Slipway", process, token => TryConnectAsync(client, folder, token), cancellationToken);
            return new SlipwayHost(process, client, folder);
        }
        catch
        {
            client.Dispose();
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads a resource.</summary>
    /// <exception cref="BenchmarkException">It was refused.</exception>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await _client.GetAsync(path, cancellationToken);
        return await ReadAsync(answer, cancellationToken);
    }

    /// <summary>Posts JSON.</summary>
    /// <exception cref="BenchmarkException">It was refused.</exception>
    public async Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await _client.PostAsJsonAsync(path, body, cancellationToken);
        return await ReadAsync(answer, cancellationToken);
    }

    /// <summary>Ends it in good order, and gives what its engine measured.</summary>
    public async Task<Measurements> StopAsync(CancellationToken cancellationToken)
    {
        await Process.StopAsync(Terminate, cancellationToken);
        return new Measurements(Path.Combine(_folder, MeasurementsFile));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Process.DisposeAsync();
    }

    private static string Program()
    {
        var path = typeof(SlipwayHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "SlipwayFunctions").Value!;
        return File.Exists(path) ? path : throw new BenchmarkException($"'{path}' is not there: build this project first.");
    }

    private static async Task<bool> TryConnectAsync(HttpClient client, string folder, CancellationToken cancellationToken)
    {
        var (endpoint, keys) = (Path.Combine(folder, "endpoint.json"), Path.Combine(folder, "keys.json"));
        if (client.BaseAddress is null && File.Exists(endpoint) && File.Exists(keys))
        {
            client.BaseAddress = new Uri(Text(await File.ReadAllTextAsync(endpoint, cancellationToken), "url"));
            client.DefaultRequestHeaders.Add("x-functions-key", Text(await File.ReadAllTextAsync(keys, cancellationToken), "master"));
            client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        }

        if (client.BaseAddress is null)
        {
            return false;
        }

        using var answer = await client.GetAsync("/api/health", cancellationToken);
        return answer.IsSuccessStatusCode;
    }

    private static string Text(string json, string name) => JsonElement.Parse(json).GetProperty(name).GetString()!;

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var body = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? JsonElement.Parse(body.Length == 0 ? "null" : body)
            : throw new BenchmarkException($"{answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}: {body}");
    }
}
