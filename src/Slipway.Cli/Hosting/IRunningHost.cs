namespace Slipway.Cli.Hosting;

/// <summary>A host in this process. Disposing stops it in order: running work is kept and goes on at the next start.</summary>
internal interface IRunningHost : IAsyncDisposable
{
    /// <summary>Where it listens.</summary>
    Uri Url { get; }

    /// <summary>Ends when the host has stopped by itself.</summary>
    Task Stopped { get; }
}
