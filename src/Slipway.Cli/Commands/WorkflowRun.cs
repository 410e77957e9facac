using Slipway.Cli.Contract;
using Slipway.Cli.Display;
using Slipway.Cli.Hosting;

namespace Slipway.Cli.Commands;

/// <summary>Starts a workflow on a host, follows it to its end and sums it up: what <c>run</c> and <c>demo</c> share.</summary>
internal sealed class WorkflowRun(CliEnvironment environment, HostSession session, string dataOption)
{
    /// <summary>Does it.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> ExecuteAsync<T>(T request, CancellationToken cancellationToken)
        where T : class
    {
        var idempotencyKey = Guid.NewGuid().ToString("N");
        var started = await session.Client.StartAsync(request, idempotencyKey, cancellationToken);
        var whose = session.IsOwn ? ", a host of this command" : string.Empty;
        await environment.Error.WriteLineAsync($"{started.Id} on {session.Client.Url}{whose}");
        try
        {
            var watcher = new WorkflowWatcher(session.Client, environment, session.TakeOverAsync);
            var ended = await watcher.WatchAsync(started.Id, cancellationToken);
            return Conclude(ended, Next());
        }
        catch (Exception interrupted)
            when (cancellationToken.IsCancellationRequested && interrupted is OperationCanceledException or CliException)
        {
            Next().WriteAfterInterrupt(environment.Error, started.Id);
            return ExitCode.Interrupted;
        }
    }

    private NextSteps Next() => new(environment.Program, dataOption, session.IsOwn);

    private int Conclude(WorkflowView ended, NextSteps next)
    {
        Summary.Write(environment.Output, ended);
        if (ended.HasCompleted)
        {
            next.WriteAfterSuccess(environment.Output, ended);
            return ExitCode.Ok;
        }

        if (ended.Status != "aborted")
        {
            next.WriteAfterFailure(environment.Error, ended);
        }

        return ExitCode.WorkflowFailed;
    }
}
