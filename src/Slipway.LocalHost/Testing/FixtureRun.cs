using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Testing;

/// <summary>An engine of a fixture, from its start to its stop or crash.</summary>
internal sealed class FixtureRun(DurableEngine engine, WorkCounter work, FixtureCatalog catalog)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DurableEngine Engine => engine;

    public DurableTaskClient Client => engine.Client;

    /// <summary>What runs in it.</summary>
    public WorkCounter Work => work;

    public FixtureCatalog Catalog => catalog;

    /// <summary>Ends when the engine stops or crashes: what it still does means nothing.</summary>
    public Task Ended => _ended.Task;

    public bool HasEnded => _ended.Task.IsCompleted;

    public void End() => _ended.TrySetResult();
}
