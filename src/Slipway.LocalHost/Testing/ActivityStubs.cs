using System.Collections.Concurrent;

namespace Slipway.LocalHost.Testing;

/// <summary>
/// What runs in place of activities, by name; names ignore case. What has no stub runs as it is. May be changed at any time, survives
/// restarts of the fixture, and is thread-safe.
/// </summary>
public sealed class ActivityStubs
{
    private readonly ConcurrentDictionary<string, Func<ActivityCall, Task<object?>>> _stubs = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Exception>> _failures = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<ActivityCall>> _calls = new(StringComparer.OrdinalIgnoreCase);

    internal ActivityStubs()
    {
    }

    /// <summary>Sets what an activity does: it returns the result, or throws. Null makes the activity itself run again.</summary>
    /// <param name="name">The activity. It need not exist.</param>
    public Func<ActivityCall, object?>? this[string name]
    {
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            if (value is null)
            {
                _stubs.TryRemove(name, out _);
            }
            else
            {
                _stubs[name] = call => value(call) is var result and not Task
                    ? Task.FromResult(result)
                    : throw new InvalidOperationException($"The stub of activity '{name}' returns a task: set it with {nameof(Set)}.");
            }
        }
    }

    /// <summary>Sets what an activity does, where that takes time.</summary>
    /// <param name="name">The activity. It need not exist.</param>
    /// <param name="stub">Gives the result, or throws. While it runs, time stands still.</param>
    public void Set<TResult>(string name, Func<ActivityCall, Task<TResult>> stub)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(stub);
        _stubs[name] = async call => await stub(call).ConfigureAwait(false);
    }

    /// <summary>Makes the next runs of an activity fail; after them it does again what it did before.</summary>
    /// <param name="name">The activity.</param>
    /// <param name="times">How many runs fail; they add to those that were asked for before.</param>
    /// <param name="exception">What they throw; unset means an <see cref="InvalidOperationException"/>.</param>
    public void Fail(string name, int times = 1, Exception? exception = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        var failures = _failures.GetOrAdd(name, static _ => new ConcurrentQueue<Exception>());
        for (var i = 0; i < times; i++)
        {
            failures.Enqueue(exception ?? new InvalidOperationException($"The test makes activity '{name}' fail."));
        }
    }

    /// <summary>The runs of an activity so far, in the order they began, whether it has a stub or not.</summary>
    public IReadOnlyList<ActivityCall> CallsOf(string name) => _calls.TryGetValue(name, out var calls) ? [.. calls] : [];

    /// <summary>Whether a stub stands in for the activity.</summary>
    internal bool Has(string name) => _stubs.ContainsKey(name);

    /// <summary>Notes a run, numbered from 1.</summary>
    internal ActivityCall Note(string name, Func<int, ActivityCall> create)
    {
        var calls = _calls.GetOrAdd(name, static _ => new ConcurrentQueue<ActivityCall>());
        lock (calls)
        {
            var call = create(calls.Count + 1);
            calls.Enqueue(call);
            return call;
        }
    }

    /// <summary>Runs the stub, or the activity where there is none; a failure that was asked for comes first.</summary>
    internal Task<object?> RunAsync(ActivityCall call, Func<Task<object?>> original)
    {
        if (_failures.TryGetValue(call.Name, out var failures) && failures.TryDequeue(out var failure))
        {
            return Task.FromException<object?>(failure);
        }

        return _stubs.TryGetValue(call.Name, out var stub) ? stub(call) : original();
    }
}
