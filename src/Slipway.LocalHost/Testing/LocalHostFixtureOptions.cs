using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Slipway.LocalHost.Testing;

/// <summary>How a <see cref="LocalHostFixture"/> runs. What is unset is as a test wants it.</summary>
public sealed class LocalHostFixtureOptions
{
    /// <summary>When the clock moves. Default <see cref="TimeMode.Automatic"/>.</summary>
    public TimeMode Time { get; set; }

    /// <summary>Where the fixture's clock starts. Default <see cref="VirtualClock.DefaultStart"/>.</summary>
    public DateTimeOffset StartTime { get; set; } = VirtualClock.DefaultStart;

    /// <summary>
    /// The clock to run on; null, the default, means a <see cref="VirtualClock"/> of the fixture's own. The fixture never moves another
    /// one, so time is then <see cref="TimeMode.Manual"/>, and the test moves it where it came from.
    /// </summary>
    public TimeProvider? TimeProvider { get; set; }

    /// <summary>
    /// The task hub's folder. Null, the default, means a temporary one that is deleted with the fixture. The data is that of the real
    /// host, but is not flushed to the disk: it survives the end of the process, not that of the machine.
    /// </summary>
    public string? DirectoryPath { get; set; }

    /// <summary>
    /// Whether each orchestration is replayed from its history at each turn, so that code that does not do the same again is found.
    /// Default true; false is faster for histories of thousands of events.
    /// </summary>
    public bool ReplayEveryTurn { get; set; } = true;

    /// <summary>
    /// How long, in real time, the fixture's methods wait before they fail with what is still running. Only a test that fails gets that
    /// far. Default one minute.
    /// </summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Where the host logs; null, the default, means nowhere. The fixture does not dispose it.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>
    /// Adds services, and replaces those of a function app: what is added here last wins. They are made anew each time the host starts.
    /// Null, the default, means none.
    /// </summary>
    public Action<IServiceCollection>? ConfigureServices { get; set; }
}
