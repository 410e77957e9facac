using System.Security.Cryptography;
using System.Text;

namespace Slipway.Integrations.Processes;

/// <summary>
/// The environment variables by which a process, and everything it starts, can be known again as ours, also by a later host:
/// <c>SLIPWAY_WORKFLOW</c> (whose), <c>SLIPWAY_HOME_ID</c> (a hash of the data directory), <c>SLIPWAY_HOST</c> (process id and start of
/// the host that started it) and <c>SLIPWAY_RUN</c> (this one run).
/// </summary>
internal sealed class ProcessMarks
{
    internal const string Workflow = "SLIPWAY_WORKFLOW";
    internal const string Home = "SLIPWAY_HOME_ID";
    internal const string Host = "SLIPWAY_HOST";
    internal const string Run = "SLIPWAY_RUN";

    internal ProcessMarks(string dataDirectory, IProcessFinder finder)
    {
        HomeId = HomeIdOf(dataDirectory);
        HostMark = $"{Environment.ProcessId}:{finder.StartOf(Environment.ProcessId)}";
    }

    /// <summary>The hash of the data directory.</summary>
    internal string HomeId { get; }

    /// <summary>This host.</summary>
    internal string HostMark { get; }

    internal static string NewRunId() => RandomNumberGenerator.GetHexString(24, lowercase: true);

    internal static string HomeIdOf(string dataDirectory)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataDirectory));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..32];
    }

    internal void Apply(IDictionary<string, string?> environment, string runId, string? workflowId)
    {
        environment[Run] = runId;
        if (workflowId is not null)
        {
            environment[Workflow] = workflowId;
            environment[Home] = HomeId;
            environment[Host] = HostMark;
        }
    }
}
