using System.Reflection;
using DurableTask.Core.History;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Testing;

/// <summary>
/// Runs orchestrations in a test on the real engine, in virtual time: nothing waits for the wall clock. Each fixture has a clock and a task
/// hub of its own, so thousands can run side by side. Disposing it deletes its temporary data. Thread-safe.
/// </summary>
/// <remarks>
/// Time stands still while anything runs: a turn, a write, an activity, however long that takes in reality. By default, while a test waits
/// for an orchestration to end and nothing can run, the clock skips to the next durable timer. A test that wants something to happen
/// before that starts the orchestration through <see cref="Client"/>, uses <see cref="RaiseEventWhenWaitingAsync"/> or
/// <see cref="AdvanceAsync"/>, and asks for the <see cref="ResultAsync"/> last.
/// </remarks>
public sealed partial class LocalHostFixture : IAsyncDisposable
{
    private readonly FixtureHost _host;
    private readonly LocalHostFixtureOptions _options;

    private LocalHostFixture(FixtureHost host, LocalHostFixtureOptions options)
    {
        _host = host;
        _options = options;
    }

    /// <summary>Starts, queries and steers orchestrations. It stays the same when the fixture crashes or starts again.</summary>
    public DurableTaskClient Client => _host.Client;

    /// <summary>The services that the tasks get theirs from; others after each start.</summary>
    /// <exception cref="InvalidOperationException">The fixture has stopped.</exception>
    public IServiceProvider Services => _host.Host.Services;

    /// <summary>Stands in for activities by name, makes them fail, and tells how they were called.</summary>
    public ActivityStubs Activities => _host.Stubs;

    /// <summary>Where a function app listens for HTTP; null when the fixture has only tasks.</summary>
    /// <exception cref="InvalidOperationException">The fixture has stopped.</exception>
    public Uri? Url => FixtureBuild.UrlOf(_host.Host);

    /// <summary>The task hub's folder.</summary>
    public string DirectoryPath => _host.DirectoryPath;

    /// <summary>Starts a fixture with orchestrators and activities, as classes or as functions.</summary>
    /// <param name="tasks">Adds them.</param>
    /// <param name="options">How the fixture runs; unset means as a test wants it.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="ArgumentException">A task cannot be added.</exception>
    public static Task<LocalHostFixture> StartAsync(
        Action<DurableTaskRegistry> tasks, LocalHostFixtureOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        options ??= new LocalHostFixtureOptions();
        return StartAsync(FixtureBuild.Tasks(tasks, options), options, cancellationToken);
    }

    /// <summary>
    /// Starts a fixture with the functions of an assembly, and the services that <see cref="LocalHostFixtureOptions.ConfigureServices"/>
    /// adds.
    /// </summary>
    /// <param name="app">The assembly with the methods that have [Function]; those it references are not searched.</param>
    /// <param name="options">How the fixture runs; unset means as a test wants it.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="Hosting.LocalHostException">A function is wrong; the message says which.</exception>
    public static Task<LocalHostFixture> StartAppAsync(
        Assembly app, LocalHostFixtureOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(app);
        options ??= new LocalHostFixtureOptions();
        return StartAsync(FixtureBuild.App(app.GetTypes, options), options, cancellationToken);
    }

    /// <summary>Starts a fixture with a whole function app: its functions, its services, its middleware and its HTTP.</summary>
    /// <param name="createBuilder">
    /// Makes the app's builder from the command line that it gets, as the app's own <c>Program</c> does; called at each start.
    /// </param>
    /// <param name="options">How the fixture runs; unset means as a test wants it.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="Hosting.LocalHostException">A setting or a function is wrong; the message says which.</exception>
    public static Task<LocalHostFixture> StartAppAsync(
        Func<string[], FunctionsApplicationBuilder> createBuilder,
        LocalHostFixtureOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(createBuilder);
        options ??= new LocalHostFixtureOptions();
        return StartAsync(FixtureBuild.App(createBuilder, options), options, cancellationToken);
    }

    /// <summary>Runs an orchestration from its start to its end.</summary>
    /// <param name="orchestrator">The orchestrator's name.</param>
    /// <param name="input">Its input; null means none.</param>
    /// <param name="instanceId">The instance's id; null means a new one.</param>
    /// <param name="cancellationToken">Gives the wait up; the orchestration goes on.</param>
    /// <returns>Its output.</returns>
    /// <exception cref="LocalHostFixtureException">It failed, was terminated, or cannot end by itself; the message says why.</exception>
    public async Task<TOutput?> RunAsync<TOutput>(
        TaskName orchestrator, object? input = null, string? instanceId = null, CancellationToken cancellationToken = default)
    {
        var id = instanceId ?? Guid.NewGuid().ToString("N");
        await ScheduleAsync(orchestrator, input, id, cancellationToken).ConfigureAwait(false);
        return await ResultAsync<TOutput>(id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for an orchestration to complete.</summary>
    /// <returns>Its output.</returns>
    /// <exception cref="LocalHostFixtureException">It failed, was terminated, or cannot end by itself; the message says why.</exception>
    public async Task<TOutput?> ResultAsync<TOutput>(string instanceId, CancellationToken cancellationToken = default)
    {
        var end = await EndOfAsync(instanceId, cancellationToken).ConfigureAwait(false);
        return end.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? end.ReadOutputAs<TOutput>() : throw FixtureReport.Ended(end);
    }

    /// <summary>Waits for an orchestration to end in whichever way.</summary>
    /// <returns>The instance, with its input, output, failure and custom status.</returns>
    /// <exception cref="LocalHostFixtureException">It cannot end by itself; the message says why.</exception>
    public Task<OrchestrationMetadata> EndOfAsync(string instanceId, CancellationToken cancellationToken = default) =>
        PatientlyAsync(
            $"Orchestration '{instanceId}'", token => _host.Driver.EndOfAsync(instanceId, strict: true, token), cancellationToken);

    /// <summary>Raises an event as soon as an orchestration waits for it, letting time pass until then if time is automatic.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="eventName">The event's name; case does not matter.</param>
    /// <param name="payload">What the event brings; null means nothing.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="LocalHostFixtureException">It ended or cannot go on, and does not wait for the event.</exception>
    public Task RaiseEventWhenWaitingAsync(
        string instanceId, string eventName, object? payload = null, CancellationToken cancellationToken = default) =>
        PatientlyAsync(
            $"The wait of '{instanceId}' for event '{eventName}'",
            token => _host.Driver.RaiseAsync(instanceId, eventName, payload, token),
            cancellationToken);

    /// <summary>The history of an orchestration's current generation.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public async Task<IReadOnlyList<HistoryEvent>> HistoryOfAsync(string instanceId, CancellationToken cancellationToken = default) =>
        [.. await Client.GetOrchestrationHistoryAsync(instanceId, cancellationToken).ConfigureAwait(false)];

    /// <summary>The custom status of an orchestration; the type's default while none is set.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public async Task<TStatus?> CustomStatusOfAsync<TStatus>(string instanceId, CancellationToken cancellationToken = default)
    {
        var instance = await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken).ConfigureAwait(false)
            ?? throw new ArgumentException($"There is no orchestration '{instanceId}'.", nameof(instanceId));
        return instance.ReadCustomStatusAs<TStatus>();
    }

    /// <summary>Ends the host as a crash would, and deletes its temporary data.</summary>
    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static async Task<LocalHostFixture> StartAsync(
        Func<FixtureHost, Microsoft.Extensions.Hosting.IHost> build, LocalHostFixtureOptions options, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Patience, TimeSpan.Zero);
        var host = new FixtureHost(options, build);
        try
        {
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
            return new LocalHostFixture(host, options);
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Starts an instance, again if a crash came before the start was stored.</summary>
    private async Task ScheduleAsync(TaskName orchestrator, object? input, string instanceId, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var options = new StartOrchestrationOptions(instanceId);
                await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, options, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (TaskHubClosedException)
            {
                if (await Client.GetInstanceAsync(instanceId, cancellationToken).ConfigureAwait(false) is not null)
                {
                    return;
                }
            }
        }
    }
}
