using System.Text.Json;

namespace Slipway.EndToEnd.Tests;

/// <summary>All workflows of a host.</summary>
internal static class Fleet
{
    /// <summary>Every event is there once, and no step succeeded twice.</summary>
    public static async Task AssertNothingTwiceAsync(HostProcess host, IReadOnlyList<string> ids)
    {
        foreach (var id in ids)
        {
            var events = await Scene.EventsAsync(host, id);
            Assert.Equal(Enumerable.Range(1, events.Count), events.Select(happened => happened.GetProperty("sequence").GetInt32()));
            var done = events.Where(happened => happened.GetProperty("type").GetString() == "step_execution_completed")
                .Select(happened => happened.GetProperty("data"))
                .Select(data => (data.GetProperty("step").GetString(), data.TryGetProperty("visit", out var visit) ? visit.GetInt32() : 1))
                .ToArray();
            Assert.Equal(done.Distinct(), done);
        }
    }

    /// <summary>The status of every workflow that is no other one's child.</summary>
    public static async Task<Dictionary<string, string>> StandingAsync(HostProcess host)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        string? continuation = null;
        do
        {
            var page = await Scene.GetAsync(
                host, "/api/workflows?limit=100" + (continuation is null ? "" : "&continuation=" + Uri.EscapeDataString(continuation)));
            foreach (var workflow in page.GetProperty("workflows").EnumerateArray().Where(each => !IsChild(each)))
            {
                all[workflow.GetProperty("id").GetString()!] = workflow.GetProperty("status").GetString()!;
            }

            continuation = page.TryGetProperty("continuation", out var more) ? more.GetString() : null;
        }
        while (continuation is not null);
        return all;
    }

    /// <summary>Waits until they stand in some way.</summary>
    public static Task<Dictionary<string, string>> UntilAsync(HostProcess host, Func<Dictionary<string, string>, bool> wanted) =>
        Poll.UntilAsync(() => StandingAsync(host), wanted, all => Describe(all, host));

    public static bool IsOver(string status) => status is "completed" or "failed" or "aborted";

    private static bool IsChild(JsonElement workflow) =>
        workflow.TryGetProperty("definition", out var definition) && definition.TryGetProperty("parent", out _);

    private static string Describe(Dictionary<string, string> all, HostProcess host) =>
        string.Join(' ', all.Where(each => !IsOver(each.Value)).Select(each => $"{each.Key}={each.Value}")) + "\n" + host.Output;
}
