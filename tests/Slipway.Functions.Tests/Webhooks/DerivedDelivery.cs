using System.Text.Json.Nodes;

namespace Slipway.Functions.Tests.Webhooks;

/// <summary>Deliveries that GitHub's examples lack, made from them: by the fields that GitHub's description of its webhooks names, and with
/// those that it has come to require since the examples were written.</summary>
internal static class DerivedDelivery
{
    public const string Sha = "ec26c3e57ca3a959ca5aad62de7213c562f8c821";

    /// <summary>All of them, for who checks them.</summary>
    public static IEnumerable<(string Name, string Event, JsonNode Body)> All() =>
    [
        ("a merged pull request", "pull_request", Merged()),
        ("an opened pull request", "pull_request", Opened()),
        ("an approval", "pull_request_review", Review("approved")),
        ("requested changes", "pull_request_review", Review("changes_requested")),
        ("a bot's approval", "pull_request_review", ByBot(Review("approved"))),
        ("a comment on a pull request", "issue_comment", Comment("/approve")),
        ("a bot's comment", "issue_comment", ByBot(Comment("/approve"))),
        ("a failed check of a fork", "check_run", ForkCheck()),
        ("a push to a branch that is there", "push", Push()),
        ("a run of actions that goes on", "workflow_run", RunInProgress()),
        ("our button at a check", "check_run", Button("retry")),
    ];

    public static JsonNode Merged()
    {
        var body = OnBranch(Delivery.Of("pull_request", "closed"));
        body["pull_request"]!["merged"] = true;
        body["pull_request"]!["merged_at"] = body["pull_request"]!["closed_at"]!.DeepClone();
        body["pull_request"]!["merged_by"] = body["sender"]!.DeepClone();
        body["pull_request"]!["merge_commit_sha"] = Sha;
        return body;
    }

    public static JsonNode Opened() => OnBranch(Delivery.Of("pull_request", "opened"));

    public static JsonNode Review(string state)
    {
        var body = OnBranch(Delivery.Of("pull_request_review", "submitted"));
        body["review"]!["state"] = state;
        body["review"]!["body"] = "Please name it better.";
        return body;
    }

    /// <summary>On the pull request of <see cref="Opened"/>.</summary>
    public static JsonNode Comment(string text)
    {
        var pull = Delivery.Of("pull_request", "opened")["pull_request"]!;
        var body = UpToDate(Delivery.Of("issue_comment", "created"));
        body["issue"]!["number"] = pull["number"]!.GetValue<int>();
        body["issue"]!["pull_request"] = new JsonObject
        {
            ["url"] = pull["url"]!.DeepClone(), ["html_url"] = pull["html_url"]!.DeepClone(),
            ["diff_url"] = pull["diff_url"]!.DeepClone(), ["patch_url"] = pull["patch_url"]!.DeepClone(),
        };
        body["comment"]!["body"] = text;
        return body;
    }

    public static JsonNode ByBot(JsonNode body)
    {
        body["sender"]!["type"] = "Bot";
        body["sender"]!["login"] = "dependabot[bot]";
        return body;
    }

    /// <summary>It names no branch and no pull request.</summary>
    public static JsonNode ForkCheck()
    {
        var body = UpToDate(Delivery.Of("check_run", "completed"));
        body["check_run"]!["conclusion"] = "failure";
        body["check_run"]!["head_sha"] = Sha;
        body["check_run"]!["pull_requests"] = new JsonArray();
        body["check_run"]!["check_suite"]!["pull_requests"] = new JsonArray();
        body["check_run"]!["check_suite"]!["head_branch"] = null;
        return body;
    }

    public static JsonNode Push()
    {
        var body = UpToDate(Delivery.Of("push"));
        body["ref"] = $"refs/heads/slipway/{Some.Id}";
        body["before"] = "6113728f27ae82c7b1a177c8d03f9e96e0adf246";
        body["after"] = Sha;
        body["created"] = false;
        body["deleted"] = false;
        return body;
    }

    public static JsonNode RunInProgress()
    {
        var body = UpToDate(Delivery.Of("workflow_run", "requested"));
        body["action"] = "in_progress";
        body["workflow_run"]!["status"] = "in_progress";
        body["workflow_run"]!["head_branch"] = $"slipway/{Some.Id}";
        return body;
    }

    public static JsonNode Button(string identifier)
    {
        var body = UpToDate(Delivery.Of("check_run", "requested_action"));
        body["check_run"]!["check_suite"]!["head_branch"] = $"slipway/{Some.Id}";
        body["requested_action"]!["identifier"] = identifier;
        return body;
    }

    private static JsonNode OnBranch(JsonNode body)
    {
        body["pull_request"]!["head"]!["ref"] = $"slipway/{Some.Id}";
        body["pull_request"]!["head"]!["sha"] = Sha;
        return UpToDate(body);
    }

    /// <summary>Adds what GitHub has sent for some years, and these examples do not have.</summary>
    private static JsonNode UpToDate(JsonNode body)
    {
        Visit(body);
        return body;
    }

    private static void Visit(JsonNode? node, string name = "")
    {
        switch (node)
        {
            case JsonArray list:
                list.ToList().ForEach(item => Visit(item));
                break;
            case JsonObject part:
                part.ToList().ForEach(member => Visit(member.Value, member.Key));
                foreach (var (member, value) in Since(name, part).Where(member => !part.ContainsKey(member.Name)))
                {
                    part[member] = value;
                }

                break;
        }
    }

    private static IEnumerable<(string Name, JsonNode? Value)> Since(string name, JsonObject part) => name switch
    {
        _ when part.ContainsKey("default_branch") =>
        [
            ("has_discussions", false), ("topics", new JsonArray()), ("visibility", "public"), ("is_template", false),
            ("web_commit_signoff_required", false), ("allow_forking", true),
        ],
        _ when part.ContainsKey("color") => [("description", null)],
        "pull_request" when part.ContainsKey("head") => [("draft", false), ("auto_merge", null), ("active_lock_reason", null)],
        "issue" => [("active_lock_reason", null), ("reactions", Reactions())],
        "comment" => [("performed_via_github_app", null), ("reactions", Reactions())],
        "workflow_run" =>
        [
            ("actor", part["head_repository"]!["owner"]!.DeepClone()), ("triggering_actor", part["head_repository"]!["owner"]!.DeepClone()),
            ("path", ".github/workflows/build.yml"),
        ],
        _ => [],
    };

    private static JsonObject Reactions() => new()
    {
        ["url"] = "https://api.github.com/repos/Codertocat/Hello-World/issues/1/reactions", ["total_count"] = 0, ["+1"] = 0, ["-1"] = 0,
        ["laugh"] = 0, ["hooray"] = 0, ["confused"] = 0, ["heart"] = 0, ["rocket"] = 0, ["eyes"] = 0,
    };
}
