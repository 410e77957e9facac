using System.Text.Json;

namespace EventConsumers;

/// <summary>Keeps a list of all pull requests in a JSON file: by workflow, with the newest thing that happened to each.</summary>
public sealed class PullRequestManager(string file)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public async Task HandleAsync(CloudEvent happened, string message)
    {
        var opened = happened.Type == "slipway.step_execution_completed" && happened.Text("step") == "open-pull-request";
        if (!opened && happened.Type is not ("slipway.workflow_completed" or "slipway.workflow_cancelled"))
        {
            return;
        }

        var list = await ReadAsync();
        var sequence = long.Parse(happened.Sequence);
        if (list.TryGetValue(happened.Subject, out var known) && known.Sequence >= sequence)
        {
            return;
        }

        var url = happened.PullRequest?.GetProperty("url").GetString() ?? happened.Text("summary")?.Split(": ", 2)[^1] ?? known?.Url;
        var state = opened ? "open" : happened.PullRequest?.GetProperty("state").GetString() ?? "cancelled";
        list[happened.Subject] = new Entry(url, state, happened.Time, sequence);

        // Never half a file: whoever reads it sees the old list or the new one.
        await File.WriteAllTextAsync(file + ".new", JsonSerializer.Serialize(list, Options));
        File.Move(file + ".new", file, overwrite: true);
    }

    private async Task<SortedDictionary<string, Entry>> ReadAsync() => File.Exists(file)
        ? JsonSerializer.Deserialize<SortedDictionary<string, Entry>>(await File.ReadAllTextAsync(file), Options)!
        : new SortedDictionary<string, Entry>(StringComparer.Ordinal);

    private sealed record Entry(string? Url, string State, DateTimeOffset Time, long Sequence);
}
