namespace Slipway.LocalHost.Durable;

/// <summary>
/// Counts what an engine has begun and not ended: turns, activities, writes, and timers that are on their way. A test's fixture moves its
/// clock only while there is none.
/// </summary>
/// <remarks>
/// Exact, because what is next is begun before what caused it ends: an activity ends after the turn that takes its result has begun, a
/// turn ends within its write, and a write ends after the activities, timers and turns that it starts have begun. What waits behind a
/// limit is not counted: something that is counted runs before it.
/// </remarks>
internal sealed class WorkCounter
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _idle;
    private TaskCompletionSource? _begun;
    private int _count;

    /// <summary>Whether nothing runs.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return _count == 0;
            }
        }
    }

    public void Begin()
    {
        TaskCompletionSource? begun;
        lock (_lock)
        {
            _count++;
            begun = _begun;
            _begun = null;
        }

        begun?.TrySetResult();
    }

    public void End(int count = 1)
    {
        TaskCompletionSource? idle = null;
        lock (_lock)
        {
            _count -= count;
            if (_count == 0)
            {
                idle = _idle;
                _idle = null;
            }
        }

        idle?.TrySetResult();
    }

    /// <summary>Ends when nothing runs; something may run again by the time its caller goes on.</summary>
    public Task IdleAsync()
    {
        lock (_lock)
        {
            return _count == 0 ? Task.CompletedTask : (_idle ??= NewSource()).Task;
        }
    }

    /// <summary>Ends when something is begun, or at once when something runs.</summary>
    public Task BusyAsync()
    {
        lock (_lock)
        {
            return _count > 0 ? Task.CompletedTask : (_begun ??= NewSource()).Task;
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
