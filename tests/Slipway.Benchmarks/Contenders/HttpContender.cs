using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Slipway.Benchmarks.Measuring;
using Slipway.Benchmarks.Workload;

namespace Slipway.Benchmarks.Contenders;

/// <summary>Loads a server over HTTP: the same code for each, which differ in their addresses only.</summary>
internal abstract class HttpContender(string url) : IContender
{
    private readonly Uri _url = new(url);
    private readonly ConcurrentBag<HttpLine> _idle = [];

    public abstract string Name { get; }

    public Transport Transport => Transport.Http;

    public abstract string Version { get; }

    public abstract string Durability { get; }

    public abstract int StoreProcessId { get; }

    public virtual IReadOnlyList<int> ProcessIds => [StoreProcessId];

    public Task<Sample> RunAsync(int count, int inFlight, CancellationToken cancellationToken) => LoadGenerator.RunAsync(
        count,
        inFlight,
        input =>
        {
            Check(Send("POST", RunPath(NewId()), input), FiveSteps.Expected(input));
            return Task.CompletedTask;
        },
        cancellationToken);

    public Task<Sample> SignalAsync(int count, int inFlight, CancellationToken cancellationToken) => LoadGenerator.RunAsync(
        count,
        inFlight,
        input =>
        {
            var id = NewId();
            Send("POST", StartWaiterPath(id));
            Send("POST", SignalPath(id), new { value = input });
            Check(Send("GET", AwaitPath(id)), input);
            return Task.CompletedTask;
        },
        cancellationToken);

    public virtual ValueTask DisposeAsync()
    {
        foreach (var line in _idle)
        {
            line.Dispose();
        }

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

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static void Check(string answer, int expected)
    {
        if (JsonSerializer.Deserialize<int>(answer) != expected)
        {
            throw new BenchmarkException($"A workflow answered {answer} instead of {expected}.");
        }
    }

    /// <summary>The body of the answer, which must be one of success.</summary>
    private string Send(string method, string path, object? body = null)
    {
        if (!_idle.TryTake(out var line))
        {
            line = new HttpLine(_url);
        }

        var (status, answer) = line.Send(method, path, body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(body));
        _idle.Add(line);
        var text = Encoding.UTF8.GetString(answer);
        return status is >= 200 and < 300 ? text : throw new BenchmarkException($"{_url}{path} answered {status}: {text}");
    }
}
