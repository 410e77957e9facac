using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Core.Security;

namespace Slipway.Functions;

/// <summary>Environment variables by the names that other workflow engines give them: those that have a meaning here are taken, and of the
/// others the log says at start what to set instead.</summary>
internal sealed partial class ForeignVariables(IConfiguration configuration, ILogger<ForeignVariables> logger) : IHostedService
{
    private const string LevelVariable = "LOG_LEVEL";
    private const string DebugVariable = "DEBUG_MODE";

    private static readonly Dictionary<string, LogLevel> Levels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["trace"] = LogLevel.Trace, ["debug"] = LogLevel.Debug, ["info"] = LogLevel.Information,
        ["information"] = LogLevel.Information, ["warn"] = LogLevel.Warning, ["warning"] = LogLevel.Warning,
        ["error"] = LogLevel.Error, ["critical"] = LogLevel.Critical, ["none"] = LogLevel.None,
    };

    private static readonly (string Name, string Instead)[] Others =
    [
        ("DEFAULT_WORKFLOW_TIMEOUT", "A definition says its own 'timeout', and a request for a lifecycle its stateTimeoutMinutes."),
        ("MAX_CONCURRENT_STEPS", "A definition says its own 'maxConcurrentSteps'."),
        ("CLAUDE_CODE_ENDPOINT", AgentsAre("claude-code")),
        ("CODEGEN_ENDPOINT", "Set Slipway:Codegen:BaseUrl, where the service is not at codegen.com; one that speaks the A2A protocol is an "
            + "agent of its own, Slipway:Agents:NAME:Endpoint."),
        ("AIDER_ENDPOINT", AgentsAre("aider")),
        ("GOOSE_ENDPOINT", AgentsAre("goose")),
    ];

    /// <summary>Takes what says how much is logged; it comes before what host.json says.</summary>
    public static void TakeLogLevel(IConfiguration configuration)
    {
        var level = Levels.TryGetValue(configuration[LevelVariable] ?? "", out var named) ? named
            : IsTrue(configuration[DebugVariable]) ? LogLevel.Debug
            : (LogLevel?)null;
        if (level is not null)
        {
            configuration["Logging:LogLevel:Default"] = $"{level}";
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, instead) in Notices(configuration))
        {
            LogNotice(name, instead);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The variables that are set and have no effect, and what would have one.</summary>
    internal static IEnumerable<(string Name, string Instead)> Notices(IConfiguration configuration)
    {
        foreach (var (name, instead) in Others.Where(other => IsSet(configuration, other.Name)))
        {
            yield return (name, instead);
        }

        if (IsSet(configuration, "ENABLE_WORKFLOW_METRICS") && !IsTrue(configuration["ENABLE_WORKFLOW_METRICS"]))
        {
            yield return ("ENABLE_WORKFLOW_METRICS", "Metrics are counted always; who does not want them does not read GET /api/metrics.");
        }

        if (IsSet(configuration, "ENABLE_WORKFLOW_RECOVERY") && !IsTrue(configuration["ENABLE_WORKFLOW_RECOVERY"]))
        {
            yield return ("ENABLE_WORKFLOW_RECOVERY", "Workflows always go on after a restart; cancel those that should not.");
        }

        if (configuration["DATABASE_TYPE"] is { Length: > 0 } type && !type.Equals("sqlite", StringComparison.OrdinalIgnoreCase))
        {
            yield return (
                "DATABASE_TYPE",
                "The embedded host keeps its task hub in SQLite, in the data directory (SLIPWAY_HOME); on Azure, host.json names the "
                    + "store.");
        }

        if (configuration[LevelVariable] is { Length: > 0 } level && !Levels.ContainsKey(level))
        {
            yield return (
                LevelVariable, $"It is '{Sanitiser.Line(level, 30)}', and must be trace, debug, info, warn, error, critical or none.");
        }
    }

    private static bool IsSet(IConfiguration configuration, string name) => !string.IsNullOrEmpty(configuration[name]);

    private static bool IsTrue(string? value) => value is not null
        && (value.Equals("true", StringComparison.OrdinalIgnoreCase) || value == "1");

    private static string AgentsAre(string name) =>
        $"That agent is a program on this machine: Slipway:Agents:{name}:Command says which. A service that speaks the A2A protocol takes "
        + $"its place with Slipway:Agents:{name}:Endpoint; one of another kind is called by a command of yours.";

    [LoggerMessage(LogLevel.Warning, "The variable {Name} has no effect here. {Instead}")]
    private partial void LogNotice(string name, string instead);
}
