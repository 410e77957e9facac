using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Slipway.Benchmarks.Measuring;
using Slipway.Benchmarks.Workload;

namespace Slipway.Benchmarks.Contenders;

/// <summary>Loads a server over HTTP: the same code for each, which differ in their addresses only.</summary>
internal abstract class HttpContender : IContender
{
    private readonly HttpClient _client;

    protected HttpContender(string url)
    {
        // What it does not need costs processor time that the contender has not.
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        };
        _client = new HttpClient(handler) { BaseAddress = new Uri(url) };
    }

    public abstract string Name { get; }

    public Transport Transport => Transport.Http;

    public abstract string Version { get; }

    public abstract string Durability { get; }

    public abstract int StoreProcessId { get; }

    public virtual IReadOnlyList<int> ProcessIds => [StoreProcessId];

    public Task<Sample> RunAsync(int count, int inFlight, CancellationToken cancellationToken) => LoadGenerator.RunAsync(
        count,
        inFlight,
        async input =>
        {
            using var response = await _client.PostAsync(RunPath(NewId()), Json(input), cancellationToken);
            await CheckAsync(response, FiveSteps.Expected(input), cancellationToken);
        },
        cancellationToken);

    public Task<Sample> SignalAsync(int count, int inFlight, CancellationToken cancellationToken) => LoadGenerator.RunAsync(
        count,
        inFlight,
        async input =>
        {
            var id = NewId();
            using (var started = await _client.PostAsync(StartWaiterPath(id), content: null, cancellationToken))
            {
                await CheckAsync(started, cancellationToken);
            }

            using (var signalled = await _client.PostAsync(SignalPath(id), Json(new { value = input }), cancellationToken))
            {
                await CheckAsync(signalled, cancellationToken);
            }

            using var ended = await _client.GetAsync(AwaitPath(id), cancellationToken);
            await CheckAsync(ended, input, cancellationToken);
        },
        cancellationToken);

    public virtual ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>POST a number: starts the five steps, and answers with their result.</summary>
    protected abstract string RunPath(string id);

    /// <summary>POST: starts a workflow that waits.</summary>
    protected abstract string StartWaiterPath(string id);

    /// <summary>POST <c>{"value":1}</c>: signals it.</summary>
    protected abstract string SignalPath(string id);

    /// <summary>GET: answers with its result once it has ended.</summary>
    protected abstract string AwaitPath(string id);

    // With its length: a body in chunks is another packet for both sides.
    private static ByteArrayContent Json<T>(T value) => new(JsonSerializer.SerializeToUtf8Bytes(value))
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
    };

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static async Task CheckAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new BenchmarkException(
                $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}: "
                + await response.Content.ReadAsStringAsync(cancellationToken));
        }
    }

    private static async Task CheckAsync(HttpResponseMessage response, int expected, CancellationToken cancellationToken)
    {
        await CheckAsync(response, cancellationToken);
        var actual = await response.Content.ReadFromJsonAsync<int>(cancellationToken);
        if (actual != expected)
        {
            throw new BenchmarkException($"{response.RequestMessage?.RequestUri} answered {actual} instead of {expected}.");
        }
    }
}
