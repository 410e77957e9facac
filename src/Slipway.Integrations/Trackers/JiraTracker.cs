using System.Net;
using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Trackers;

/// <summary>Jira Cloud's REST API, version 3: search by JQL, transitions, comments as Atlassian documents.</summary>
internal sealed class JiraTracker(AtlassianClient client) : IIssueTracker
{
    private const string Api = "/rest/api/3";
    private const int PageSize = 100;
    private const int MaximumIssues = 1_000;
    private const int MaximumPages = 50;

    private static readonly string[] Fields = ["summary", "status", "description", "labels"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TrackedIssue>> FindAsync(string query, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaximumIssues);
        var found = new List<TrackedIssue>();
        string? token = null;
        for (var page = 0; page < MaximumPages && found.Count < limit; page++)
        {
            // Without fields, only ids come.
            var body = new
            {
                jql = query, fields = Fields, maxResults = Math.Min(PageSize, limit - found.Count), nextPageToken = token,
            };
            var (_, json) = await client.SendAsync(HttpMethod.Post, $"{Api}/search/jql", body, expected: null, cancellationToken);
            found.AddRange(AtlassianClient.List(json, "issues").Select(Issue));
            token = Text(json, "nextPageToken");
            if (token is null)
            {
                break;
            }
        }

        return [.. found.Take(limit)];
    }

    /// <inheritdoc/>
    public async Task<TrackedIssue?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var path = $"{Api}/issue/{Uri.EscapeDataString(key)}?fields={string.Join(',', Fields)}";
        var (status, json) = await client.SendAsync(HttpMethod.Get, path, body: null, HttpStatusCode.NotFound, cancellationToken);
        return status == HttpStatusCode.NotFound ? null : Issue(AtlassianClient.Part(json, JsonValueKind.Object));
    }

    /// <inheritdoc/>
    public async Task<bool> MoveAsync(string key, string status, CancellationToken cancellationToken)
    {
        var issue = $"{Api}/issue/{Uri.EscapeDataString(key)}";
        var (_, now) = await client.SendAsync(HttpMethod.Get, $"{issue}?fields=status", body: null, expected: null, cancellationToken);
        if (Is(AtlassianClient.Part(now, JsonValueKind.String, "fields", "status", "name").GetString(), status))
        {
            return false;
        }

        var (_, json) = await client.SendAsync(HttpMethod.Get, $"{issue}/transitions", body: null, expected: null, cancellationToken);
        var transitions = AtlassianClient.List(json, "transitions").ToList();
        var wanted = transitions.FirstOrDefault(transition => Is(Text(Property(transition, "to"), "name"), status));
        if (Text(wanted, "id") is not { } id)
        {
            var possible = string.Join(", ", transitions.Select(transition => Text(Property(transition, "to"), "name")).Distinct());
            throw new SlipwayException(
                ErrorCodes.TrackerFailed, $"{key} cannot be moved to '{status}' from where it is; it can be moved to: {possible}.");
        }

        await client.SendAsync(HttpMethod.Post, $"{issue}/transitions", new { transition = new { id } }, expected: null, cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public async Task<bool> CommentAsync(string key, string marker, string text, CancellationToken cancellationToken)
    {
        var comments = $"{Api}/issue/{Uri.EscapeDataString(key)}/comment";
        var mark = $"[slipway {marker}]";
        var (_, newest) = await client.SendAsync(
            HttpMethod.Get, $"{comments}?orderBy=-created&maxResults={PageSize}", body: null, expected: null, cancellationToken);
        var own = AtlassianClient.List(newest, "comments")
            .FirstOrDefault(comment => Texts(Property(comment, "body")).Any(part => part == mark));
        string[] paragraphs =
        [
            .. text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), mark,
        ];
        if (own.ValueKind == JsonValueKind.Object && Texts(Property(own, "body")).SequenceEqual(paragraphs))
        {
            return false;
        }

        var body = new { body = new { type = "doc", version = 1, content = paragraphs.Select(Paragraph) } };
        await (Text(own, "id") is { } id
            ? client.SendAsync(HttpMethod.Put, $"{comments}/{Uri.EscapeDataString(id)}", body, expected: null, cancellationToken)
            : client.SendAsync(HttpMethod.Post, comments, body, expected: null, cancellationToken));
        return true;
    }

    private static object Paragraph(string text) => new { type = "paragraph", content = new[] { new { type = "text", text } } };

    /// <summary>The texts of a document in order, however deep; Jira's own limit keeps documents small.</summary>
    private static IEnumerable<string> Texts(JsonElement node)
    {
        var pending = new Stack<JsonElement>([node]);
        while (pending.TryPop(out var next))
        {
            if (Text(next, "text") is { } text)
            {
                yield return text;
            }

            foreach (var child in Items(next, "content").Reverse())
            {
                pending.Push(child);
            }
        }
    }

    private TrackedIssue Issue(JsonElement issue)
    {
        var (key, fields) = (AtlassianClient.Part(issue, JsonValueKind.String, "key").GetString()!, Property(issue, "fields"));
        return new TrackedIssue(
            key, Text(fields, "summary") ?? "", Text(Property(fields, "status"), "name") ?? "", $"{client.Site}/browse/{key}")
        {
            Text = string.Join('\n', Texts(Property(fields, "description"))) is { Length: > 0 } said ? said : null,
            IsDone = Text(Property(Property(fields, "status"), "statusCategory"), "key") == "done",
            Labels = Items(fields, "labels").Where(label => label.ValueKind == JsonValueKind.String).Select(label => label.GetString()!)
                .ToArray(),
        };
    }

    private static bool Is(string? name, string wanted) => string.Equals(name, wanted, StringComparison.OrdinalIgnoreCase);

    private static JsonElement Property(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    private static IEnumerable<JsonElement> Items(JsonElement parent, string name) =>
        Property(parent, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    private static string? Text(JsonElement parent, string name) =>
        Property(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
