using System.Globalization;
using Slipway.Benchmarks.Processes;

namespace Slipway.Benchmarks.Peers;

/// <summary>
/// A PostgreSQL server on a new cluster, with default settings but for its address: fsync is on, and a commit waits for the disk.
/// PostgreSQL refuses to run as root; then it runs as the user <c>postgres</c>, or <c>nobody</c>.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly int _port;

    private PostgresServer(ChildProcess process, int port)
    {
        _process = process;
        _port = port;
    }

    /// <summary>The server's first process, of which the others are children.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Makes a cluster in the folder and starts it.</summary>
    /// <exception cref="BenchmarkException">PostgreSQL is not installed, or does not start.</exception>
    public static async Task<PostgresServer> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var programs = FindPrograms();
        Directory.CreateDirectory(folder);
        var prefix = await PrefixAsync(folder, cancellationToken);
        var cluster = Path.Combine(folder, "cluster");
        string[] create =
        [
            .. prefix, Path.Combine(programs, "initdb"),
            "--pgdata", cluster, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8",
        ];
        await ChildProcess.OutputAsync(create, folder, cancellationToken);

        var port = FreePort.Find(1)[0];
        string[] command =
        [
            .. prefix, Path.Combine(programs, "postgres"), "-D", cluster, "-k", folder,
            "-p", port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1",
        ];
        var server = new PostgresServer(ChildProcess.Start(command, folder), port);
        try
        {
            await Until.ReadyAsync(
                "PostgreSQL",
                server._process,
                _ => Task.FromResult(server._process.Tail.Contains("ready to accept connections", StringComparison.Ordinal)),
                cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The address of one of its databases, which need not exist.</summary>
    public string Url(string database) => $"postgresql://postgres@127.0.0.1:{_port}/{database}";

    public async ValueTask DisposeAsync()
    {
        // Killed, it would leave its shared memory behind.
        await _process.StopAsync(NativeMethods.Interrupt, CancellationToken.None);
        await _process.DisposeAsync();
    }

    private static string FindPrograms()
    {
        const string debian = "/usr/lib/postgresql";
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        var installed = Directory.Exists(debian)
            ? Directory.GetDirectories(debian).OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            : [];
        return installed.Concat(onPath).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            ?? throw new BenchmarkException("PostgreSQL was not found. Install it (apt-get install postgresql), or use run.sh.");
    }

    // The start of a command that runs as another user; empty when this one will do.
    private static async Task<IReadOnlyList<string>> PrefixAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return [];
        }

        var users = await File.ReadAllLinesAsync("/etc/passwd", cancellationToken);
        var user = users.Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
        await ChildProcess.OutputAsync(["chown", user, folder], folder, cancellationToken);
        return ["setpriv", "--reuid", user, "--regid", await GroupAsync(user, folder, cancellationToken), "--clear-groups"];
    }

    private static async Task<string> GroupAsync(string user, string folder, CancellationToken cancellationToken) =>
        (await ChildProcess.OutputAsync(["id", "-g", user], folder, cancellationToken)).Trim();
}
