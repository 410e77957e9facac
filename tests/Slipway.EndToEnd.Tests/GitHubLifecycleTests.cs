using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.EndToEnd.Tests;

/// <summary>A workflow that GitHub's webhooks start and drive: label, pull request, failed check, changes requested, approval, merge.
/// </summary>
public sealed class GitHubLifecycleTests
{
    private const string Label = "slipway";

    [Fact]
    public async Task A_labelled_issue_becomes_a_merged_pull_request_through_a_failed_check_and_a_review()
    {
        using var scene = new Scene();
        await using var github = await scene.OnGitHubAsync();
        await using var host = await HostProcess.StartAsync(
            scene.Home, [.. Scene.GitHubSettings(github), "--Slipway:StartRules", Rules(scene), "--Slipway:PullRequestPollMinutes", "0.1"]);
        var webhooks = new GitHubWebhooks(host.Url);
        github.Changed = webhooks.PullRequestAsync;

        await webhooks.DeliverAsync("issues", new JsonObject
        {
            ["action"] = "labeled",
            ["label"] = new JsonObject { ["name"] = Label },
            ["issue"] = new JsonObject { ["number"] = 7, ["title"] = "Put the answer into answer.txt", ["body"] = "It matters." },
        });
        var id = await Scene.UntilOneStartedAsync(host);

        // The check fails: the agent gets what it says.
        var first = await UntilWaitsAsync(host, id, "gates");
        await CheckAsync(first, "failure", "answer.txt must hold 42");
        var second = await UntilWaitsAsync(host, id, "gates", first);
        await CheckAsync(second, "success", "Good.");

        // A reviewer asks for a change, which the agent makes.
        Assert.Equal(second, await UntilWaitsAsync(host, id, "approve-merge"));
        github.ReviewComments.Add(new JsonObject { ["path"] = "answer.txt", ["line"] = 1, ["body"] = "Add a note on it." });
        await ReviewAsync("CHANGES_REQUESTED", second);
        var third = await UntilWaitsAsync(host, id, "gates", second);
        await CheckAsync(third, "success", "Good.");

        // An older commit's approval comes late and decides nothing; that of the head is found without a webhook.
        await UntilWaitsAsync(host, id, "approve-merge");
        await ReviewAsync("APPROVED", first);
        github.Reviews.Add(Review("APPROVED", third));
        var done = await Scene.UntilStateAsync(host, id, "COMPLETED", "FAILED");

        Assert.Equal("COMPLETED", done.GetProperty("state").GetString());
        Assert.Equal(third, done.GetProperty("pullRequest").GetProperty("headSha").GetString());
        Assert.Single(github.Pulls);
        Assert.Equal(2, scene.Runs("fix"));
        scene.Git("fetch", "--quiet", "origin");
        Assert.Equal("42", scene.Git("show", "origin/main:answer.txt"));
        Assert.Equal("note", scene.Git("show", "origin/main:note.txt"));
        var decisions = (await Scene.EventsAsync(host, id))
            .Where(happened => happened.GetProperty("type").GetString() == "approval_decided")
            .Select(happened => happened.GetProperty("data").GetProperty("approved").GetBoolean());
        Assert.Equal([false, true], decisions);

        // One comment says how it stands, and a status at each commit that was validated.
        var comment = await Poll.UntilAsync(
            () => Task.FromResult(Assert.Single(github.Comments)),
            said => $"{said["body"]}".StartsWith("### Slipway: done", StringComparison.Ordinal),
            said => $"{said}\n{host.Output}");
        Assert.Contains("| `ci` | passed | 3 |", $"{comment["body"]}", StringComparison.Ordinal);
        await Poll.UntilAsync(
            () => Task.FromResult($"{github.Statuses.Last(status => $"{status["sha"]}" == third)["state"]}"),
            state => state == "success",
            state => $"{state}\n{host.Output}");

        Task CheckAsync(string head, string conclusion, string says)
        {
            github.CheckRuns.Add(new JsonObject
            {
                ["id"] = github.CheckRuns.Count + 1, ["name"] = "build", ["head_sha"] = head, ["status"] = "completed",
                ["conclusion"] = conclusion, ["output"] = new JsonObject { ["title"] = says, ["annotations_count"] = 0 },
            });

            // As of a fork or a repeated run: without a branch and a pull request.
            return webhooks.DeliverAsync("check_run", new JsonObject
            {
                ["action"] = "completed",
                ["check_run"] = new JsonObject
                {
                    ["name"] = "build", ["head_sha"] = head, ["conclusion"] = conclusion, ["pull_requests"] = new JsonArray(),
                    ["check_suite"] = new JsonObject { ["head_branch"] = null },
                },
            });
        }

        Task ReviewAsync(string state, string head)
        {
            github.Reviews.Add(Review(state, head));
            var review = Review(state.ToLowerInvariant(), head);
            return webhooks.DeliverAsync("pull_request_review", new JsonObject
            {
                ["action"] = "submitted",
                ["review"] = review,
                ["pull_request"] = github.Pulls[0].DeepClone(),
            }, "ada");
        }
    }

    private static JsonObject Review(string state, string head) => new()
    {
        ["id"] = 1, ["state"] = state, ["commit_id"] = head, ["body"] = "Nearly.", ["author_association"] = "MEMBER",
        ["user"] = new JsonObject { ["login"] = "ada", ["type"] = "User" },
    };

    /// <summary>Waits until the workflow waits in a step, with another head than before.</summary>
    private static async Task<string> UntilWaitsAsync(HostProcess host, string id, string step, string? before = null)
    {
        var workflow = await Poll.UntilAsync(
            () => Scene.GetAsync(host, $"/api/workflows/{id}"),
            workflow => workflow.TryGetProperty("step", out var current) && current.GetProperty("name").GetString() == step
                && HeadOf(workflow) is { } head && head != before,
            workflow => $"{workflow}\n{host.Output}");
        return HeadOf(workflow)!;
    }

    private static string? HeadOf(JsonElement workflow) =>
        workflow.TryGetProperty("pullRequest", out var pull) ? pull.GetProperty("headSha").GetString() : null;

    private static string Rules(Scene scene)
    {
        var path = Path.Combine(scene.Root, "rules.yaml");
        File.WriteAllText(path, $$$"""
            rules:
              - name: implement
                label: {{{Label}}}
                repository: acme/shop
                inputs:
                  repository: {{{scene.Repository}}}
                  requirement: "{{ issue.title }}: {{ issue.body }}"
                  agent: { command: "{{{scene.AgentCommand}}}" }
                  gates: [{ name: ci, kind: platform-checks, settings: { names: build } }]
                  merge: after_approval
            """);
        return path;
    }
}
