using System.Runtime.InteropServices;
using Slipway.Benchmarks.Processes;
using Slipway.Benchmarks.Worker;

namespace Slipway.Benchmarks.Contenders;

/// <summary>A Functions app on the embedded host, in a process of its own.</summary>
internal sealed class SlipwayHttp : HttpContender
{
    private readonly ChildProcess _process;

    private SlipwayHttp(ChildProcess process, string url)
        : base(url)
    {
        _process = process;
    }

    public override string Name => "Slipway";

    public override string Version => RuntimeInformation.FrameworkDescription;

    public override string Durability => EngineWorker.Durability;

    public override int StoreProcessId => _process.Id;

    public static async Task<IContender> StartAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var process = ChildProcess.Start([.. Self.Command, "serve", folder], folder);
        try
        {
            return new SlipwayHttp(process, await process.ReadReplyAsync(cancellationToken));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _process.DisposeAsync();
    }

    protected override string RunPath(string id) => $"/api/five-steps/{id}";

    protected override string StartWaiterPath(string id) => $"/api/waiter/{id}";

    protected override string SignalPath(string id) => $"/api/waiter/{id}/signal";

    protected override string AwaitPath(string id) => $"/api/waiter/{id}";
}
