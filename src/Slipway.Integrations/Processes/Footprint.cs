namespace Slipway.Integrations.Processes;

/// <summary>What a run takes of the machine: its processes and their memory, as Linux tells of them.</summary>
/// <param name="Processes">How many.</param>
/// <param name="MemoryBytes">What they hold in memory; what several share counts for each.</param>
internal sealed record Footprint(int Processes, long MemoryBytes)
{
    /// <summary>Adds up processes; those that have ended meanwhile hold nothing.</summary>
    internal static Footprint Of(IEnumerable<MarkedProcess> processes)
    {
        var (count, bytes) = (0, 0L);
        foreach (var process in processes)
        {
            count++;
            bytes += ResidentBytes(process.Id);
        }

        return new Footprint(count, bytes);
    }

    // The second number of statm is the resident pages (proc(5)).
    private static long ResidentBytes(int processId)
    {
        try
        {
            return long.Parse(File.ReadAllText($"/proc/{processId}/statm").Split(' ')[1]) * Environment.SystemPageSize;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
