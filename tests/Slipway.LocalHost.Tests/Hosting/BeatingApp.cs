using System.Threading.Channels;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Slipway.LocalHost.Tests.Hosting;

/// <summary>An activity that says that it is alive, and one that cannot, since it is a class.</summary>
internal sealed class BeatingApp(BeatingApp.Runs runs)
{
    [Function(nameof(Work))]
    public static async Task<string> Work([OrchestrationTrigger] TaskOrchestrationContext context)
        => await context.CallActivityAsync<string>(context.GetInput<string>()!);

    [Function(nameof(Beats))]
    public async Task<string> Beats([ActivityTrigger] string? input, FunctionContext context)
        => await runs.BeginAsync((Action)context.Items["heartbeat"], context.CancellationToken);

    [DurableTask]
    internal sealed class Mute(Runs runs) : TaskActivity<string?, string>
    {
        public override Task<string> RunAsync(TaskActivityContext context, string? input)
            => runs.BeginAsync(() => throw new InvalidOperationException("A class cannot beat."), CancellationToken.None);
    }

    /// <summary>The runs of activities, as they begin.</summary>
    internal sealed class Runs
    {
        private readonly Channel<Run> _begun = Channel.CreateUnbounded<Run>();

        public Task<string> BeginAsync(Action beat, CancellationToken token)
        {
            var run = new Run(beat, token);
            _begun.Writer.TryWrite(run);
            return run.Result.Task;
        }

        public Task<Run> NextAsync(TimeSpan patience) => _begun.Reader.ReadAsync().AsTask().WaitAsync(patience);

        public bool HaveBegun => _begun.Reader.TryPeek(out _);
    }

    internal sealed record Run(Action Beat, CancellationToken Token)
    {
        public TaskCompletionSource<string> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
