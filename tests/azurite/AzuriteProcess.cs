using System.Diagnostics;

namespace Slipway.Tests.Azurite;

/// <summary>Azurite's queue service as a process of its own, with a folder that outlives it.</summary>
internal sealed class AzuriteProcess : IAsyncDisposable
{
    private const string Listening = "successfully listens on http://127.0.0.1:";
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-azurite-").FullName;
    private Process? _process;
    private string _port = "0";

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};QueueEndpoint=http://127.0.0.1:{_port}/{Account};";

    public Uri Endpoint => new($"http://127.0.0.1:{_port}/{Account}");

    public static async Task<AzuriteProcess> StartAsync()
    {
        var azurite = new AzuriteProcess();
        await azurite.StartAgainAsync();
        return azurite;
    }

    /// <summary>Starts it on the port it had before.</summary>
    public async Task StartAgainAsync()
    {
        string[] arguments =
        [
            Path.Combine(AzuriteFactAttribute.Folder!, "node_modules/azurite/dist/src/queue/main.js"),
            "--queuePort", _port, "--location", _folder, "--disableTelemetry", "--skipApiVersionCheck",
        ];
        _process = Process.Start(new ProcessStartInfo("node", arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        _ = _process.StandardError.ReadToEndAsync();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var at = line.IndexOf(Listening, StringComparison.Ordinal);
            if (at >= 0)
            {
                // Read on, so that the pipe never fills up.
                _ = _process.StandardOutput.ReadToEndAsync();
                _port = line[(at + Listening.Length)..].Trim();
                return;
            }
        }

        throw new InvalidOperationException("Azurite ended without listening.");
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process!.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
