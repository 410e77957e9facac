using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask;

/// <summary>Makes loggers that are silent during replay. The inner factory belongs to the host and is not disposed here.</summary>
internal sealed class ReplaySafeLoggerFactory(TaskOrchestrationContext context, Func<ILoggerFactory> inner) : ILoggerFactory
{
    private const int MaxWrappings = 10;

    private readonly TaskOrchestrationContext _context = context;
    private readonly Func<ILoggerFactory> _inner = inner;

    public ILogger CreateLogger(string categoryName)
    {
        var innermost = Innermost();
        return new ReplaySafeLogger(innermost._context, innermost._inner().CreateLogger(categoryName));
    }

    public void AddProvider(ILoggerProvider provider)
        => throw new NotSupportedException(
            "Adding a provider to a replay-safe logger factory is not supported; add it to the host's logging.");

    public void Dispose()
    {
    }

    // A context that wraps another one hands out the other's replay-safe factory as its own: the replay is to be asked about once.
    private ReplaySafeLoggerFactory Innermost()
    {
        var factory = this;
        for (var wrapping = 0; wrapping < MaxWrappings; wrapping++)
        {
            if (factory._inner() is not ReplaySafeLoggerFactory deeper)
            {
                return factory;
            }

            factory = deeper;
        }

        throw new InvalidOperationException(
            $"Maximum unwrap depth exceeded: the logger factory of {_context.GetType()} leads to itself, or through more than "
            + $"{MaxWrappings} contexts.");
    }
}
