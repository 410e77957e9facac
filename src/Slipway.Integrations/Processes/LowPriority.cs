namespace Slipway.Integrations.Processes;

/// <summary>
/// Has agents and gates give way to the host: when they keep all processors busy, it still takes its turns at once.
/// </summary>
/// <remarks>
/// Linux shares processors among sessions first (<c>sched_autogroup_enabled</c>) and then, by niceness, among the processes of one. Each
/// run leads a session of its own, so fifty of them would get fifty times the host's share, whatever their niceness: the session is told
/// to be nice as well. Where the system does not let it, that is not an error.
/// </remarks>
internal static class LowPriority
{
    // One of 5 gets a third of the time of one of 0.
    private const string Niceness = "5";
    private const string Script = $"echo {Niceness} 2>/dev/null >/proc/self/autogroup; exec \"$@\"";

    private static readonly string? Nice = Find("nice");
    private static readonly string? Shell = Find("sh");

    /// <summary>The words to put before a command line that leads a session of its own.</summary>
    internal static string[] Prefix { get; } = Nice is null || Shell is null ? [] : [Nice, "-n", Niceness, Shell, "-c", Script, Shell];

    private static string? Find(string program) => OperatingSystem.IsLinux()
        ? Programs.Find(program, "/", Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin")
        : null;
}
