using Slipway.Core.Ports;
using Slipway.Functions.Live;

namespace Slipway.Functions.Tests.Live;

public sealed class AgentListenerTests
{
    [Fact]
    public async Task What_comes_while_one_is_passed_on_waits_and_only_the_latest_of_it()
    {
        var passed = new List<string>();
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using (var listener = new AgentListener(async progress =>
        {
            begun.TrySetResult();
            await goOn.Task;
            passed.Add(progress.Text);
        }))
        {
            Report(listener, "1");
            await begun.Task;
            Report(listener, "2", "3", "4");
            goOn.SetResult();
        }

        Assert.Equal(["1", "4"], passed);
    }

    [Fact]
    public async Task What_looks_like_a_secret_is_taken_out_and_one_line_stays()
    {
        var passed = new List<string>();
        await using (var listener = new AgentListener(progress =>
        {
            passed.Add(progress.Text);
            return Task.CompletedTask;
        }))
        {
            Report(listener, $"export GITHUB_TOKEN=ghp_{new string('a', 36)}\n{new string('x', 500)}");
        }

        var line = Assert.Single(passed);
        Assert.DoesNotContain("ghp_aaa", line);
        Assert.DoesNotContain('\n', line);
        Assert.InRange(line.Length, 1, 200);
    }

    [Fact]
    public async Task One_that_cannot_be_passed_on_does_not_keep_the_next_from_it()
    {
        var passed = new List<string>();
        var failed = new TaskCompletionSource();
        await using (var listener = new AgentListener(progress =>
        {
            passed.Add(progress.Text);
            return failed.TrySetResult() ? throw new InvalidOperationException("The store is down.") : Task.CompletedTask;
        }))
        {
            Report(listener, "1");
            await failed.Task;
            Report(listener, "2");
        }

        Assert.Equal(["1", "2"], passed);
    }

    private static void Report(AgentListener listener, params string[] texts)
    {
        foreach (var text in texts)
        {
            listener.Report(new AgentProgress(AgentProgressKind.Text, text));
        }
    }
}
