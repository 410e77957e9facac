using Slipway.Benchmarks.Peers;

namespace Slipway.Benchmarks.Contenders;

/// <summary>Restate: its server with its own defaults, and the workload as a Node.js service.</summary>
internal sealed class RestateHttp : HttpContender
{
    private readonly RestateServer _server;

    private RestateHttp(RestateServer server)
        : base(server.IngressUrl)
    {
        _server = server;
    }

    public override string Name => "Restate";

    public override string Version => _server.Version;

    public override string Durability => _server.Durability;

    public override int StoreProcessId => _server.ProcessId;

    public override IReadOnlyList<int> ProcessIds => _server.ProcessIds;

    public static async Task<IContender> StartAsync(string folder, CancellationToken cancellationToken) =>
        new RestateHttp(await RestateServer.StartAsync(folder, cancellationToken));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override string RunPath(string id) => $"/FiveSteps/{id}/run";

    protected override string StartWaiterPath(string id) => $"/Waiter/{id}/run/send";

    protected override string SignalPath(string id) => $"/Waiter/{id}/signal";

    protected override string AwaitPath(string id) => $"/restate/workflow/Waiter/{id}/attach";
}
