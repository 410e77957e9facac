using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Hosting.Functions;

/// <summary>
/// Whose silence means something. An activity says that it is alive through its function context, which a class and a function of the
/// registry do not get, nor a token that would stop them: they are judged by their timeout alone.
/// </summary>
internal static class Heartbeats
{
    /// <summary>Drops the heartbeat timeouts of what cannot beat.</summary>
    /// <param name="options">What the settings ask for.</param>
    /// <param name="functions">The app's functions.</param>
    /// <param name="warn">Hears of each that is dropped.</param>
    public static DurableEngineOptions OfFunctions(
        DurableEngineOptions options, IEnumerable<FunctionMethod> functions, Action<string> warn)
    {
        var able = functions
            .Where(function => function.Kind == FunctionKind.Activity)
            .Select(function => function.TaskName)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var limits = new Dictionary<string, FunctionLimits>(options.Functions, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, limit) in options.Functions)
        {
            if (limit.HeartbeatTimeout is null || able.Contains(name))
            {
                continue;
            }

            limits[name] = limit with { HeartbeatTimeout = null };
            warn(
                $"'localHost.functions.{name}.heartbeatTimeout' has no effect: only an activity that is a method with [Function] can say "
                + "that it is alive.");
        }

        return options with { Functions = limits };
    }
}
