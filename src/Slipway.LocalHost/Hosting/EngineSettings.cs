using System.Globalization;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Hosting;

/// <summary>
/// What <c>host.json</c> says in its section <c>localHost</c>, which only this host reads, in <c>functionTimeout</c>, and of the engine in
/// the real host's section: limits of single functions, how long ended instances are kept, how long a history may grow, and how strictly it
/// is replayed.
/// </summary>
internal static class EngineSettings
{
    private const string Section = "localHost";
    private const string Unlimited = "-1";

    // A century: a moment that far off is still one.
    private static readonly TimeSpan MaxTime = TimeSpan.FromDays(36_500);

    public static readonly HashSet<string> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        "functions", "retention", "maxHistoryEvents", "maxHistoryMegabytes", "compareInputs", "overdueActivity",
    };

    public static readonly HashSet<string> FunctionKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        "maxConcurrency", "maxConcurrencyPerKey", "timeout", "heartbeatTimeout",
    };

    /// <summary>The functions that have limits of their own.</summary>
    public static IEnumerable<string> FunctionNames(IConfiguration json) =>
        json.GetSection($"{Section}:functions").GetChildren().Select(function => function.Key);

    /// <exception cref="LocalHostException">A value is not what it should be.</exception>
    public static DurableEngineOptions Apply(IConfiguration json, DurableEngineOptions options)
    {
        var section = json.GetSection(Section);
        var retention = new Dictionary<OrchestrationRuntimeStatus, TimeSpan>(options.Retention);
        foreach (var entry in section.GetSection("retention").GetChildren())
        {
            if (!Enum.TryParse<OrchestrationRuntimeStatus>(entry.Key, ignoreCase: true, out var status)
                || !options.Retention.ContainsKey(status))
            {
                throw Wrong(entry, "the name must be completed, failed or terminated");
            }

            if (Time(entry) is { } age)
            {
                retention[status] = age;
            }
            else
            {
                retention.Remove(status);
            }
        }

        return ApplyDurable(json.GetSection("extensions:durableTask"), options with
        {
            ActivityTimeout = json["functionTimeout"] is null ? options.ActivityTimeout : Time(json.GetSection("functionTimeout")),
            Retention = retention,
            MaxHistoryEvents = Number(section.GetSection("maxHistoryEvents"), 1_000, 16_000_000) ?? options.MaxHistoryEvents,
            MaxHistoryBytes = Number(section.GetSection("maxHistoryMegabytes"), 1, 100_000) * 1024L * 1024 ?? options.MaxHistoryBytes,
            CompareInputs = Flag(section.GetSection("compareInputs")) ?? options.CompareInputs,
            OverdueActivity = Time(section.GetSection("overdueActivity")) ?? options.OverdueActivity,
            Functions = section.GetSection("functions").GetChildren().ToDictionary(
                function => function.Key, Limits, StringComparer.OrdinalIgnoreCase),
        });
    }

    private static DurableEngineOptions ApplyDurable(IConfigurationSection section, DurableEngineOptions options)
    {
        var overridable = section.GetSection("overridableExistingInstanceStates");
        var idle = Number(section.GetSection("extendedSessionIdleTimeoutInSeconds"), 1, 24 * 60 * 60);
        return options with
        {
            MaxOrchestrationActions =
                Number(section.GetSection("maxOrchestrationActions"), 1, 1_000_000) ?? options.MaxOrchestrationActions,
            MaxWarmTime = idle is { } seconds ? TimeSpan.FromSeconds(seconds) : options.MaxWarmTime,
            ReplacesActiveInstances = overridable.Value?.ToUpperInvariant() switch
            {
                null => options.ReplacesActiveInstances,
                "ANYSTATE" => true,
                "NONRUNNINGSTATES" => false,
                _ => throw Wrong(overridable, "it must be NonRunningStates or AnyState"),
            },
            RefusesLostEvents = Flag(section.GetSection("throwStatusExceptionsOnRaiseEvent")) ?? options.RefusesLostEvents,
        };
    }

    private static FunctionLimits Limits(IConfigurationSection function) => new()
    {
        MaxConcurrency = Number(function.GetSection("maxConcurrency"), 1, 10_000),
        MaxConcurrencyPerKey = Number(function.GetSection("maxConcurrencyPerKey"), 1, 10_000),
        Timeout = Time(function.GetSection("timeout")),
        HeartbeatTimeout = Time(function.GetSection("heartbeatTimeout")),
    };

    private static int? Number(IConfigurationSection value, int least, int most) => value.Value switch
    {
        null => null,
        var text when int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
        _ => throw Wrong(value, $"it must be {least} to {most}"),
    };

    private static bool? Flag(IConfigurationSection value) => value.Value switch
    {
        null => null,
        var text when bool.TryParse(text, out var flag) => flag,
        _ => throw Wrong(value, "it must be true or false"),
    };

    /// <summary>A time such as <c>00:30:00</c> or <c>30.00:00:00</c>; null for <c>-1</c>, without end.</summary>
    private static TimeSpan? Time(IConfigurationSection value) => value.Value switch
    {
        null or Unlimited => null,
        var text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time)
            && time > TimeSpan.Zero && time <= MaxTime => time,
        _ => throw Wrong(value, "it must be a time such as 00:30:00 or 30.00:00:00, at most 36500.00:00:00, or -1 for no end"),
    };

    private static LocalHostException Wrong(IConfigurationSection value, string rule) =>
        new($"host.json: {value.Path.Replace(':', '.')} is '{value.Value}'; {rule}.");
}
