using Slipway.Core.Events;
using Slipway.Core.Lifecycle;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>Plays a story with a crash at each commit on the way: it comes to the same end, by the same steps.</summary>
internal static class CrashSweep
{
    private const int MaxCommits = 200;

    /// <summary>Plays it without a crash, then once for each commit.</summary>
    /// <param name="story">Starts a workflow and does with it what people do. It makes its scene, so that each time is the first.</param>
    /// <param name="expected">How the workflow ends.</param>
    public static async Task PlayAsync(Func<RunScene, Task> story, ExecutionStatus expected = ExecutionStatus.Completed)
    {
        var trace = await PlayAsync(story, expected, crashAt: null);
        var commit = 1;
        while (await PlayAsync(story, expected, commit) is { } crashed)
        {
            Assert.True(trace == crashed, $"With a crash at commit {commit}:\n{crashed}\nWithout:\n{trace}");
            commit++;
        }

        // On a slow machine more is written in one commit.
        Assert.InRange(commit, 4, MaxCommits);
    }

    /// <summary>What happened, in the order of each step; <see langword="null"/> when the crash did not come.</summary>
    private static async Task<string?> PlayAsync(Func<RunScene, Task> story, ExecutionStatus expected, int? crashAt)
    {
        await using var scene = await RunScene.StartAsync(replayEveryTurn: false);
        if (crashAt is { } commit)
        {
            scene.Fixture.CrashAtCommit(commit);
        }

        await story(scene);
        var result = await scene.EndAsync();
        Assert.Equal(expected, result.Snapshot.Status);
        Assert.Equal(Enumerable.Range(1, scene.Events().Count), scene.Events().Select(happened => (int)happened.Sequence));
        return crashAt is not null && scene.Fixture.Crashes == 0
            ? null
            : $"{Trace(scene, scene.Id)}\n{result.Outputs}";
    }

    /// <summary>What happened in a workflow and its children. Steps that run at once may end in any order.</summary>
    private static string Trace(RunScene scene, string workflow) => string.Join('\n',
    [
        .. scene.Events(workflow)
            .Where(happened => happened.Type != EventType.Progress)
            .GroupBy(happened => happened.Data.TryGetProperty("step", out var step) ? step.GetString() : "", StringComparer.Ordinal)
            .OrderBy(step => step.Key, StringComparer.Ordinal)
            .Select(step => $"{step.Key}: {string.Join(", ", step.Select(happened => happened.Type))}"),
        .. scene.ChildrenOf(workflow).Select(child => Trace(scene, child)),
    ]);
}
