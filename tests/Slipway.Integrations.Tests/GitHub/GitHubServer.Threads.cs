using System.Text.Json.Nodes;

namespace Slipway.Integrations.Tests.GitHub;

/// <content>Review comments, in threads.</content>
internal sealed partial class GitHubServer
{
    private readonly SharedList<JsonObject> _threads = [];

    /// <summary>What was said in threads of pull requests.</summary>
    public IReadOnlyList<JsonObject> Threads => _threads;

    /// <summary>Somebody comments on a line, or answers there.</summary>
    public long AddReviewComment(string login, string body, long? inReplyTo = null)
    {
        var comment = new JsonObject { ["body"] = body, ["user"] = new JsonObject { ["login"] = login, ["type"] = "User" } };
        if (inReplyTo is { } parent)
        {
            comment["in_reply_to_id"] = parent;
        }

        Keep(_threads, comment);
        return IdOf(comment);
    }

    private (int, JsonNode?) Answer(string id, JsonNode body)
    {
        if (_threads.Find(each => $"{each["id"]}" == id) is not { } parent)
        {
            return NotFound();
        }

        if (parent["in_reply_to_id"] is not null)
        {
            return (422, JsonNode.Parse("""{"message":"Replies to replies are not supported."}"""));
        }

        var made = AddReviewComment(Login ?? "slipway[bot]", $"{body["body"]}", IdOf(parent));
        var answer = _threads.Find(each => IdOf(each) == made)!;
        answer["user"]!["type"] = Login is null ? "Bot" : "User";
        return (201, answer.DeepClone());
    }

    private static long IdOf(JsonObject comment) =>
        long.Parse($"{comment["id"]}", System.Globalization.CultureInfo.InvariantCulture);
}
