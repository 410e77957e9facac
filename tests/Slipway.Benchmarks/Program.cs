using System.Runtime.InteropServices;
using Slipway.Benchmarks;
using Slipway.Benchmarks.Worker;

try
{
    await (args switch
    {
        ["serve", var folder] => AppServer.RunAsync(folder, CancellationToken.None),
        ["engine", var folder] => EngineWorker.RunAsync(folder, CancellationToken.None),
        _ => RunAsync(),
    });
    return 0;
}
catch (BenchmarkException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Interrupted.");
    return 130;
}
catch (Exception exception)
{
    Console.Error.WriteLine(exception);
    return 1;
}

// An interrupted run takes its processes and its folder away before it ends. A worker needs no such thing: its parent ends it.
async Task RunAsync()
{
    // Of the load over HTTP each lane blocks a thread.
    ThreadPool.GetMinThreads(out _, out var completionPorts);
    ThreadPool.SetMinThreads(BenchmarkSizes.Full.InFlight + Environment.ProcessorCount, completionPorts);
    using var interrupted = new CancellationTokenSource();
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
    await BenchmarkProgram.RunAsync(args, interrupted.Token);

    void Cancel(PosixSignalContext signal)
    {
        signal.Cancel = true;
        interrupted.Cancel();
    }
}
