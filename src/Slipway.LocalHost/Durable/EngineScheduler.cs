namespace Slipway.LocalHost.Durable;

/// <summary>Runs the engine's work: turns, activities, timers that are due, and the loop of the writer.</summary>
/// <remarks>A test puts a queue in its place, whose order comes from a seed, so that the engine runs the same way each time.</remarks>
internal abstract class EngineScheduler
{
    /// <summary>The thread pool, and a thread of its own for a loop.</summary>
    public static EngineScheduler ThreadPool { get; } = new ThreadPoolScheduler();

    /// <summary>Whether work may be done at once, on the thread that brings it, if it could begin at once.</summary>
    public virtual bool MayRunInline => true;

    /// <summary>Runs the work soon.</summary>
    public abstract void Queue(Action work);

    /// <summary>Runs a step each time the answer is called, until the step says that there are no more.</summary>
    public abstract Action StartLoop(string name, Func<bool> step);

    private sealed class ThreadPoolScheduler : EngineScheduler
    {
        public override void Queue(Action work) =>
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false);

        public override Action StartLoop(string name, Func<bool> step)
        {
            var wake = new AutoResetEvent(initialState: false);
            var thread = new Thread(() =>
            {
                do
                {
                    wake.WaitOne();
                }
                while (step());
            })
            {
                IsBackground = true,
                Name = name,
            };
            thread.Start();
            return () => wake.Set();
        }
    }
}
