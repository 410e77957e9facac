using System.Text;
using System.Text.Json;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents.A2A;

/// <summary>What a task that is completed has brought.</summary>
/// <param name="Text">What the agent says, without its diffs: the plan, when planning.</param>
/// <param name="Branch">The branch that it pushed its work to; <see langword="null"/> when it names none.</param>
/// <param name="PullRequest">The pull request that it opened; <see langword="null"/> when it names none.</param>
/// <param name="Diffs">The changes that it hands over, in their order, without those that are empty.</param>
/// <param name="IsElsewhere">Whether it hands over a change that lies at an address, from where nothing is fetched.</param>
internal sealed record A2AResult(
    string Text, string? Branch, AgentPullRequest? PullRequest, IReadOnlyList<byte[]> Diffs, bool IsElsewhere)
{
    /// <summary>Finds it among what the task holds.</summary>
    /// <exception cref="JsonException">It names a pull request without its address or branch.</exception>
    internal static A2AResult Of(A2ATask task)
    {
        var texts = task.Parts.Where(part => !part.IsDiff).Select(part => part.Text).OfType<string>().ToList();
        var text = texts.Count > 0 ? string.Join('\n', texts) : task.Said.Length > 0 ? task.Said : task.LastMessage;
        var diffs = task.Parts.Where(part => part.IsDiff).ToList();
        var data = task.Parts.Select(part => part.Data).OfType<JsonElement>().ToList();
        return new A2AResult(
            text,
            data.Select(each => TextOf(each, "branch")).LastOrDefault(branch => branch is not null),
            data.Select(each => each.TryGetProperty("pullRequest", out var said) ? said : default)
                .Where(said => said.ValueKind == JsonValueKind.Object).Select(PullRequestOf).LastOrDefault(),
            [.. diffs.Select(part => part.Bytes ?? Encoding.UTF8.GetBytes(part.Text ?? string.Empty)).Where(IsFilled)],
            diffs.Any(part => part.IsElsewhere));
    }

    /// <summary>Git does not apply an empty diff: an agent that changed nothing may hand one over.</summary>
    private static bool IsFilled(byte[] diff) => diff.AsSpan().ContainsAnyExcept(" \t\r\n"u8);

    private static AgentPullRequest PullRequestOf(JsonElement said) =>
        TextOf(said, "url") is { } url && TextOf(said, "branch") is { } branch ? new AgentPullRequest(url, TextOf(said, "title"), branch)
        : throw new JsonException("Its pull request has no url or no branch.");

    private static string? TextOf(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
