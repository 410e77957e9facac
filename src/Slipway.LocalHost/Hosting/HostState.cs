using Microsoft.DurableTask.Client;
using Slipway.LocalHost.SignalR;

namespace Slipway.LocalHost.Hosting;

/// <summary>What is known only once the host starts. Requests wait until it is all there.</summary>
internal sealed class HostState
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HostKeys Keys { get => field ?? throw NotStarted(); set; }

    public ClientTokens Tokens { get => field ?? throw NotStarted(); set; }

    public DurableTaskClient Client { get => field ?? throw NotStarted(); set; }

    public string Url { get => field ?? throw NotStarted(); set; }

    /// <summary>Done when the host works.</summary>
    public Task Ready => _ready.Task;

    public void SetReady() => _ready.TrySetResult();

    private static InvalidOperationException NotStarted() => new("The host has not started.");
}
