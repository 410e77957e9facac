using System.Collections.Concurrent;
using DurableTask.Core.History;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable;
using Slipway.Tests.Folders;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>A task hub in a folder of its own that a test can crash and open again. Its clock is the test's.</summary>
internal sealed class TestHub : IAsyncDisposable
{
    /// <summary>Only reached when a test fails: nothing here is timed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private TaskCompletionSource _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where it is; a new folder unless set.</summary>
    public string Folder { get => field ??= Directory.CreateTempSubdirectory("slipway-hub-").FullName; init; }

    public ManualTimeProvider Clock { get; } = new();

    public TestCatalog Catalog { get; } = new();

    public TestLog Log { get; } = new();

    public DurableEngineOptions Options { get; set; } = new() { DirectoryPath = "-", HubName = "TestHub" };

    public DurableEngine Engine { get; private set; } = null!;

    public DurableTaskClient Client => Engine.Client;

    public static async Task<TestHub> StartAsync(
        Action<TestCatalog> register, Func<DurableEngineOptions, DurableEngineOptions>? configure = null)
    {
        var hub = new TestHub();
        register(hub.Catalog);
        hub.Options = configure?.Invoke(hub.Options) ?? hub.Options;
        await hub.OpenAsync();
        return hub;
    }

    public async Task OpenAsync(bool start = true)
    {
        Engine = await DurableEngine.OpenAsync(
            Options with { DirectoryPath = Folder },
            Catalog,
            JsonDataConverter.Default,
            Clock,
            new LoggerFactory([Log]),
            CancellationToken.None);
        Engine.Writer.GroupCommitted = () =>
        {
            var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _committed, next).TrySetResult();
        };
        if (start)
        {
            await Engine.StartAsync(CancellationToken.None);
        }
    }

    /// <summary>Ends the engine as a crash would, and opens the task hub again.</summary>
    public async Task CrashAsync()
    {
        await Engine.AbortAsync();
        await OpenAsync();
    }

    /// <summary>Stops the engine in good order, and opens the task hub again.</summary>
    public async Task RestartAsync()
    {
        await Engine.StopAsync(CancellationToken.None);
        await OpenAsync();
    }

    public Task<string> StartInstanceAsync(string name, object? input = null, string? id = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(name, input, new Microsoft.DurableTask.StartOrchestrationOptions(id));

    /// <summary>Waits until the instance has ended.</summary>
    public Task<OrchestrationMetadata> EndOfAsync(string id) =>
        Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(Patience);

    /// <summary>Waits until the instance's history has so many events of a kind.</summary>
    public Task UntilHistoryHasAsync<T>(string id, int count = 1)
        where T : HistoryEvent =>
        UntilAsync(async () =>
            await Client.GetInstanceAsync(id) is not null && (await Client.GetOrchestrationHistoryAsync(id)).OfType<T>().Count() >= count);

    public Task UntilStatusAsync(string id, OrchestrationRuntimeStatus status) =>
        UntilAsync(async () => (await Client.GetInstanceAsync(id))?.RuntimeStatus == status);

    /// <summary>Ends after the next commit.</summary>
    public Task NextCommitAsync() => Volatile.Read(ref _committed).Task;

    /// <summary>Waits until something is so, looking after each commit.</summary>
    public async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (true)
        {
            var next = NextCommitAsync();
            if (await isSo())
            {
                return;
            }

            await next.WaitAsync(Patience);
        }
    }

    /// <summary>Waits until something has been logged.</summary>
    public async Task UntilLoggedAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!Log.Lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.AbortAsync();
        TestFolder.Delete(Folder);
    }
}

/// <summary>What the engine logged.</summary>
internal sealed class TestLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
