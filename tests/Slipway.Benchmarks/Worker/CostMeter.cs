using Slipway.LocalHost.Durable;

namespace Slipway.Benchmarks.Worker;

/// <summary>What work costs this process: processor time, memory that is allocated, commits; each for one piece of the work.</summary>
internal sealed class CostMeter(DurableEngine engine)
{
    public const string ProcessorTime = "processor time";
    public const string Allocated = "allocated";
    public const string Commits = "commits";
    public const string Collections = "collections";

    private readonly TimeSpan _processor = Environment.CpuUsage.TotalTime;
    private readonly long _allocated = GC.GetTotalAllocatedBytes();
    private readonly long _commits = engine.Writer.Counts.Commits;
    private readonly int _collections = GC.CollectionCount(0);

    /// <summary>Adds what was used since this was made to what is known of the work.</summary>
    public WorkReply AddTo(WorkReply work)
    {
        double count = work.LatenciesMs.Length;
        work.Facts[ProcessorTime] = (Environment.CpuUsage.TotalTime - _processor).TotalMicroseconds / count;
        work.Facts[Allocated] = (GC.GetTotalAllocatedBytes() - _allocated) / 1024 / count;
        work.Facts[Commits] = (engine.Writer.Counts.Commits - _commits) / count;
        work.Facts[Collections] = (GC.CollectionCount(0) - _collections) / count;
        return work;
    }
}
