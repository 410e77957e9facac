using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Slipway.Benchmarks.Processes;
using Slipway.Benchmarks.Worker;

namespace Slipway.Benchmarks.Peers;

/// <summary>
/// A Restate server and a service registered at it. Its settings are its own defaults, but for its addresses and its telemetry, which
/// is off.
/// </summary>
internal sealed partial class RestateServer : IAsyncDisposable
{
    private readonly ChildProcess _server;
    private readonly WorkerProcess _service;

    private RestateServer(ChildProcess server, WorkerProcess service)
    {
        _server = server;
        _service = service;
    }

    public required string IngressUrl { get; init; }

    public required string Version { get; init; }

    /// <summary>What its configuration says of its log on disk.</summary>
    public required string Durability { get; init; }

    public int ProcessId => _server.Id;

    /// <summary>That, and the service that the server calls.</summary>
    public IReadOnlyList<int> ProcessIds => [_server.Id, _service.Process.Id];

    public static async Task<RestateServer> StartAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var program = NodeFolder.RestateServer();
        var ports = FreePort.Find(4);
        var server = ChildProcess.Start([program, "--no-logo", "--base-dir", folder], folder, Settings(ports));
        WorkerProcess? service = null;
        try
        {
            string[] command = ["node", "restate-service.mjs", Text(ports[3])];
            service = await WorkerProcess.StartAsync(command, NodeFolder.Path, cancellationToken);
            await RegisterAsync(server, $"http://127.0.0.1:{ports[1]}", $"http://127.0.0.1:{ports[3]}", cancellationToken);
            var version = await ChildProcess.OutputAsync([program, "--version"], folder, cancellationToken);
            return new RestateServer(server, service)
            {
                IngressUrl = $"http://127.0.0.1:{ports[0]}",
                Version = $"{version.Trim()}, {service.Ready.Version}",
                Durability = await DurabilityAsync(program, folder, cancellationToken),
            };
        }
        catch
        {
            await (service?.DisposeAsync() ?? ValueTask.CompletedTask);
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _service.DisposeAsync();
    }

    private static Dictionary<string, string> Settings(int[] ports) => new(StringComparer.Ordinal)
    {
        ["RESTATE_LISTEN_MODE"] = "tcp",
        ["RESTATE_BIND_IP"] = "127.0.0.1",
        ["RESTATE_INGRESS__BIND_PORT"] = Text(ports[0]),
        ["RESTATE_ADMIN__BIND_PORT"] = Text(ports[1]),
        ["RESTATE_BIND_PORT"] = Text(ports[2]),
        ["RESTATE_DISABLE_TELEMETRY"] = "true",
        ["DO_NOT_TRACK"] = "1",
    };

    private static async Task RegisterAsync(ChildProcess server, string adminUrl, string serviceUrl, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(adminUrl) };
        await Until.ReadyAsync(
            "Restate",
            server,
            async token =>
            {
                using var response = await client.PostAsJsonAsync("/deployments", new { uri = serviceUrl }, token);
                return response.IsSuccessStatusCode;
            },
            cancellationToken);
    }

    private static async Task<string> DurabilityAsync(string program, string folder, CancellationToken cancellationToken)
    {
        var configuration = await ChildProcess.OutputAsync([program, "--dump-config"], folder, cancellationToken);
        var settings = LogSettings().Matches(configuration).Select(match => match.Value.Replace(" ", "", StringComparison.Ordinal));
        return "log in RocksDB: " + string.Join(", ", settings.Distinct(StringComparer.Ordinal));
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(
        "(rocksdb-disable-wal(-fsync)?|default-replication|default-provider) = \\S+",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex LogSettings();
}
