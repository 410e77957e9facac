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

    /// <summary>
    /// Runs the last thing that work of this scheduler does. What that queues may follow on the same thread, which saves a lone workflow
    /// two thread switches a step; so nothing that may wait for long, as code of the app may, comes between the two.
    /// </summary>
    public virtual void RunLast(Action work) => work();

    /// <summary>Runs a step each time the answer is called, until the step says that there are no more.</summary>
    public abstract Action StartLoop(string name, Func<bool> step);

    private sealed class ThreadPoolScheduler : EngineScheduler
    {
        [ThreadStatic]
        private static bool _isOurs;

        [ThreadStatic]
        private static bool _isLast;

        [ThreadStatic]
        private static Action? _next;

        public override void Queue(Action work)
        {
            // Never before what has waited longer: then the thread goes back to the pool, as every other does.
            if (_isLast && _next is null && System.Threading.ThreadPool.PendingWorkItemCount == 0)
            {
                _next = work;
            }
            else
            {
                System.Threading.ThreadPool.UnsafeQueueUserWorkItem(Run, work, preferLocal: false);
            }
        }

        public override void RunLast(Action work)
        {
            _isLast = _isOurs;
            try
            {
                work();
            }
            finally
            {
                _isLast = false;
            }
        }

        private static void Run(Action work)
        {
            _isOurs = true;
            try
            {
                // Each begins as on a thread of the pool: with nothing that code of the app has left in the context.
                var clean = ExecutionContext.Capture()!;
                for (Action? current = work; current is not null; current = Interlocked.Exchange(ref _next, null))
                {
                    current();
                    ExecutionContext.Restore(clean);
                }
            }
            finally
            {
                _isOurs = false;
            }
        }

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
