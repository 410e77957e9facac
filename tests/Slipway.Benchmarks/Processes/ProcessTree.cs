using System.Globalization;

namespace Slipway.Benchmarks.Processes;

/// <summary>A process and all below it, as proc(5) shows them. Linux only: elsewhere it is the process alone, and took no time.</summary>
internal static class ProcessTree
{
    // Fields of /proc/PID/stat, counted from the one after the name in brackets, which may hold anything.
    private const int ParentField = 1;
    private const int UserTimeField = 11;
    private const int TimeFields = 4;
    private const double TicksPerSecond = 100;

    /// <summary>Their ids, the root's first.</summary>
    public static IReadOnlyList<int> Ids(int root) => [.. Find(root).Select(process => process.Id)];

    /// <summary>The processor time that these trees, and the children they waited for, have used.</summary>
    public static TimeSpan ProcessorTime(params IEnumerable<int> roots)
    {
        var all = All();
        return TimeSpan.FromSeconds(roots.SelectMany(root => Find(all, root)).Distinct().Sum(process => process.Ticks) / TicksPerSecond);
    }

    /// <summary>
    /// The processor time, in ticks of the kernel (1/100 s), that each process which is in none of these trees, and the children it waited
    /// for, has used.
    /// </summary>
    public static IReadOnlyDictionary<int, long> TicksOutside(params ReadOnlySpan<int> roots)
    {
        var all = All();
        foreach (var root in roots)
        {
            all = [.. all.Except(Find(all, root))];
        }

        return all.ToDictionary(process => process.Id, process => process.Ticks);
    }

    private static List<Entry> Find(int root) => Find(All(), root);

    private static List<Entry> Find(List<Entry> all, int root)
    {
        var children = all.ToLookup(process => process.Parent);
        var tree = new List<Entry> { all.Find(process => process.Id == root) ?? new Entry(root, Parent: 0, Ticks: 0) };
        for (var i = 0; i < tree.Count; i++)
        {
            tree.AddRange(children[tree[i].Id]);
        }

        return tree;
    }

    private static List<Entry> All() =>
        Directory.Exists("/proc") ? [.. Directory.EnumerateDirectories("/proc").Select(Read).OfType<Entry>()] : [];

    private static Entry? Read(string folder)
    {
        if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = fields.Skip(UserTimeField).Take(TimeFields).Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
            return new Entry(id, int.Parse(fields[ParentField], CultureInfo.InvariantCulture), ticks);
        }
        catch (IOException)
        {
            return null; // It has ended meanwhile.
        }
    }

    private sealed record Entry(int Id, int Parent, long Ticks);
}
