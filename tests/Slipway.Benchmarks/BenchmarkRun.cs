using Slipway.Benchmarks.Contenders;
using Slipway.Benchmarks.Results;

namespace Slipway.Benchmarks;

/// <summary>One run of the benchmark: what it was asked for, where its stores are, and what it has measured.</summary>
/// <param name="options">What it was asked for.</param>
/// <param name="folder">The folder of all its stores.</param>
internal sealed class BenchmarkRun(BenchmarkOptions options, string folder) : IAsyncDisposable
{
    private const int WarmUpWorkflows = 200;
    private const int WarmUpsAlone = 50;

    private readonly List<IContender> _contenders = [];

    public BenchmarkOptions Options => options;

    public BenchmarkSizes Sizes => options.Sizes;

    public ResultBook Book { get; } = new();

    /// <summary>Every contender, started and warm. They stay so until <see cref="StopContendersAsync"/>.</summary>
    public async Task<IReadOnlyList<IContender>> ContendersAsync(CancellationToken cancellationToken)
    {
        if (_contenders.Count > 0)
        {
            return _contenders;
        }

        foreach (var start in ContenderStart.All)
        {
            var contender = await start(folder, cancellationToken);
            _contenders.Add(contender);
            Book.Add(contender);
            Say($"warm-up of {contender.Name}, {ResultBook.Text(contender.Transport)}");
            await WarmUpAsync(contender, cancellationToken);
        }

        return _contenders;
    }

    public async Task StopContendersAsync()
    {
        foreach (var contender in _contenders)
        {
            await contender.DisposeAsync();
        }

        _contenders.Clear();
    }

    /// <summary>A new folder for a store of our engine.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(folder, name)).FullName;

    /// <summary>Tells who waits what is happening, on stderr.</summary>
    public static void Say(string what) => Console.Error.WriteLine($"  {what}");

    public ValueTask DisposeAsync() => new(StopContendersAsync());

    // By time, not by number: the fast and the slow are to be equally far with their compilation and their caches.
    private async Task WarmUpAsync(IContender contender, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        do
        {
            await contender.RunAsync(WarmUpWorkflows, Sizes.InFlight, cancellationToken);
        }
        while (TimeProvider.System.GetElapsedTime(begun) < Sizes.WarmUp);

        await contender.RunAsync(WarmUpsAlone, inFlight: 1, cancellationToken);
        await contender.SignalAsync(WarmUpsAlone, inFlight: 1, cancellationToken);
    }
}
