using Slipway.Benchmarks;
using Slipway.Benchmarks.Worker;

// A worker is ended by its parent, through stdin or by a kill; Ctrl-C is for the run, which then takes its processes and folder away.
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};

try
{
    await (args switch
    {
        ["serve", var folder] => AppServer.RunAsync(folder, CancellationToken.None),
        ["engine", var folder] => EngineWorker.RunAsync(folder, CancellationToken.None),
        _ => BenchmarkProgram.RunAsync(args, interrupted.Token),
    });
    return 0;
}
catch (BenchmarkException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    Console.Error.WriteLine("Interrupted.");
    return 130;
}
catch (Exception exception)
{
    Console.Error.WriteLine(exception);
    return 1;
}
