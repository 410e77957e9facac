namespace Slipway.LocalHost.Durable.Replay;

/// <summary>
/// Runs an orchestrator's code and its continuations one after the other, in the order they became ready, on the thread that takes the
/// turn, and only there: what another thread tries to continue is refused and reported.
/// </summary>
/// <remarks>Nothing is ever run inline, so the order does not depend on the thread: that is what makes a replay repeat it.</remarks>
internal sealed class OrchestrationTaskScheduler : TaskScheduler
{
    [ThreadStatic]
    private static OrchestrationTaskScheduler? _running;

    private readonly Queue<Task> _ready = new();
    private readonly Action _leftThread;

    /// <param name="leftThread">Called, on any thread, when code that was to continue here became ready elsewhere.</param>
    public OrchestrationTaskScheduler(Action leftThread) => _leftThread = leftThread;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Whether the calling thread is taking this orchestration's turn.</summary>
    public bool IsRunningHere => ReferenceEquals(_running, this);

    /// <summary>Reports that the orchestrator's code runs, or is about to run, on another thread.</summary>
    public void ReportLeft() => _leftThread();

    /// <summary>Runs something under this scheduler, then all that becomes ready by it.</summary>
    public void Run(Action action)
    {
        var outer = _running;
        var outerContext = SynchronizationContext.Current;
        _running = this;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var first = new Task(action);
            first.Start(this);
            while (_ready.TryDequeue(out var task))
            {
                TryExecuteTask(task);
            }

            first.GetAwaiter().GetResult();
        }
        finally
        {
            _running = outer;
            SynchronizationContext.SetSynchronizationContext(outerContext);
        }
    }

    protected override void QueueTask(Task task)
    {
        if (IsRunningHere)
        {
            _ready.Enqueue(task);
        }
        else
        {
            _leftThread();
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
