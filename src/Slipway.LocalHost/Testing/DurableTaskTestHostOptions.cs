using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Slipway.LocalHost.Testing;

/// <summary>What a <see cref="DurableTaskTestHost"/> has beside its tasks.</summary>
public class DurableTaskTestHostOptions
{
    /// <summary>Where the host logs; null, the default, means nowhere. The host does not dispose it.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>
    /// Adds the services that the tasks take in their constructors; null means none. A <see cref="TimeProvider"/> among them is the hub's
    /// clock.
    /// </summary>
    public Action<IServiceCollection>? ConfigureServices { get; set; }
}
