using System.Globalization;
using System.Text;

namespace Slipway.Integrations.Processes;

/// <summary>Finds processes by their environment in <c>/proc</c>. The kernel keeps it as it was when the program started.</summary>
internal sealed class LinuxProcessFinder : IProcessFinder
{
    // Where the fields after the parenthesised name stand in /proc/<pid>/stat (proc(5)): state is field 3, session 6, start time 22.
    private const int StateField = 0;
    private const int SessionField = 3;
    private const int StartField = 19;
    private const int MaximumEnvironmentBytes = 2 * 1024 * 1024;

    private static readonly byte[] RunPrefix = Encoding.ASCII.GetBytes(ProcessMarks.Run + "=");

    public IReadOnlyList<MarkedProcess> Find() => [.. Ids().Select(Read).OfType<MarkedProcess>()];

    public IReadOnlyList<MarkedProcess> FindSession(int leader, bool leaderGone)
    {
        if (leaderGone && StartOf(leader) is not null)
        {
            return [];
        }

        var session = leader.ToString(CultureInfo.InvariantCulture);
        return
        [
            .. from id in Ids()
               let fields = Fields(id)
               where fields is not null && fields[SessionField] == session
               select new MarkedProcess(id, fields[StartField], string.Empty, string.Empty, string.Empty, string.Empty),
        ];
    }

    public string? StartOf(int processId) => Fields(processId)?[StartField];

    public void Started(MarkedProcess process)
    {
        // The kernel knows.
    }

    public void Ended(int processId)
    {
        // The kernel knows.
    }

    private static IEnumerable<int> Ids()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && id != Environment.ProcessId)
            {
                yield return id;
            }
        }
    }

    /// <summary>The fields behind the name of a process that lives; a dead one that nobody reaped yet does not.</summary>
    private static string[]? Fields(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[StateField] is "Z" or "X" ? null : fields;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private MarkedProcess? Read(int id)
    {
        byte[] environment;
        try
        {
            environment = ReadLimited($"/proc/{id}/environ");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        if (environment.AsSpan().IndexOf(RunPrefix) < 0 || StartOf(id) is not { } start)
        {
            return null;
        }

        var variables = Encoding.UTF8.GetString(environment).Split('\0');
        var run = Value(variables, ProcessMarks.Run);
        return run.Length == 0
            ? null
            : new MarkedProcess(
                id,
                start,
                run,
                Value(variables, ProcessMarks.Workflow),
                Value(variables, ProcessMarks.Home),
                Value(variables, ProcessMarks.Host));
    }

    private static string Value(string[] variables, string name) =>
        variables.FirstOrDefault(variable => variable.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..]
        ?? string.Empty;

    private static byte[] ReadLimited(string path)
    {
        using var file = File.OpenRead(path);
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while (content.Length < MaximumEnvironmentBytes && (read = file.Read(buffer)) > 0)
        {
            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }
}
