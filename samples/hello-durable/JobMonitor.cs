using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace HelloDurable;

/// <summary>Monitor: looks again and again, with a durable timer between, until a job is done or time is up.</summary>
public static class JobMonitor
{
    /// <param name="ReadyAfter">How many looks the job takes.</param>
    /// <param name="IntervalMs">The time between two looks, in milliseconds.</param>
    /// <param name="MaxLooks">When to give up.</param>
    public sealed record Job(int ReadyAfter, int IntervalMs, int MaxLooks);

    [Function(nameof(WatchJob))]
    public static async Task<string> WatchJob([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var job = context.GetInput<Job>() ?? throw new ArgumentException("A monitor needs a job.");
        for (var look = 1; look <= job.MaxLooks; look++)
        {
            if (await context.CallActivityAsync<bool>(nameof(IsJobDone), new[] { look, job.ReadyAfter }))
            {
                return $"done after {look} looks";
            }

            await context.CreateTimer(TimeSpan.FromMilliseconds(job.IntervalMs), CancellationToken.None);
        }

        return "given up";
    }

    [Function(nameof(IsJobDone))]
    public static bool IsJobDone([ActivityTrigger] int[] look) => look[0] >= look[1];
}
