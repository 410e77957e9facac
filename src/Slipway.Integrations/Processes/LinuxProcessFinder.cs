using System.Globalization;
using System.Text;

namespace Slipway.Integrations.Processes;

/// <summary>Finds processes by their environment in <c>/proc</c>. The kernel keeps it as it was when the program started.</summary>
/// <remarks>
/// A process may clean its environment, and leave its session; it is then found by its working directory. One that also goes elsewhere
/// (<c>cd / &amp;&amp; env -i setsid …</c>), or is another user's, is not found: against an agent that hides on purpose only a container or
/// a virtual machine helps. People who look around in a worktree are left alone: their programs have a terminal, or a parent.
/// </remarks>
internal sealed class LinuxProcessFinder : IProcessFinder
{
    // Where the fields after the parenthesised name stand in /proc/<pid>/stat (proc(5)): state is field 3, parent 4,
    // session 6, terminal 7, start time 22.
    private const int StateField = 0;
    private const int ParentField = 1;
    private const int SessionField = 3;
    private const int TerminalField = 4;
    private const int StartField = 19;
    private const int MaximumAncestors = 1000;
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

    public IReadOnlyList<MarkedProcess> FindInside(string directory)
    {
        var inside = (
            from id in Ids()
            where IsInside(id, directory)
            let fields = Fields(id)
            where fields is not null && fields[TerminalField] == "0" && IsUnmarked(id)
            select (Id: id, Fields: fields)).ToDictionary(found => found.Id, found => found.Fields);
        if (inside.Count == 0)
        {
            return [];
        }

        var adopters = Adopters();
        return
        [
            .. inside.Where(found => IsAdopted(found.Value, 0)).Select(found =>
                new MarkedProcess(found.Key, found.Value[StartField], string.Empty, string.Empty, string.Empty, string.Empty)),
        ];

        bool IsAdopted(string[] fields, int depth) =>
            adopters.Contains(ParentOf(fields))
            || (depth < MaximumAncestors && inside.TryGetValue(ParentOf(fields), out var parent) && IsAdopted(parent, depth + 1));
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

    private static int ParentOf(string[] fields) => int.Parse(fields[ParentField], CultureInfo.InvariantCulture);

    /// <summary>Who takes over the children of our children that end: the system's first process, or a reaper among our
    /// ancestors.</summary>
    private static HashSet<int> Adopters()
    {
        var adopters = new HashSet<int> { 1 };
        for (var fields = Fields(Environment.ProcessId); fields is not null && ParentOf(fields) > 1; fields = Fields(ParentOf(fields)))
        {
            if (!adopters.Add(ParentOf(fields)))
            {
                break;
            }
        }

        return adopters;
    }

    private static bool IsInside(int id, string directory)
    {
        const string Deleted = " (deleted)";
        try
        {
            var current = new FileInfo($"/proc/{id}/cwd").LinkTarget ?? string.Empty;
            current = current.EndsWith(Deleted, StringComparison.Ordinal) ? current[..^Deleted.Length] : current;
            return current == directory || current.StartsWith(directory + "/", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsUnmarked(int id)
    {
        try
        {
            return ReadLimited($"/proc/{id}/environ").AsSpan().IndexOf(RunPrefix) < 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
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
