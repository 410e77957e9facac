using Microsoft.Extensions.Logging;

namespace HelloDurable;

/// <summary>What the sample logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Said hello to {City}")]
    public static partial void LogGreeting(this ILogger logger, string city);
}
