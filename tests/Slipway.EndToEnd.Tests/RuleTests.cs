using System.Text.Json.Nodes;

namespace Slipway.EndToEnd.Tests;

/// <summary>Built-in definitions that rules of a file start: by a label, and by a command in a comment.</summary>
public sealed class RuleTests
{
    [Fact]
    public async Task A_label_and_a_command_each_start_the_definition_of_their_rule_which_ends_with_a_pull_request()
    {
        await using var world = await GitHubWorld.StartAsync(Settings);
        var webhooks = new GitHubWebhooks(world.Host.Url);
        world.AddIssue(7, "Answer everything");
        world.AddIssue(8, "Answer it simply");

        await webhooks.DeliverAsync("issues", new JsonObject
        {
            ["action"] = "labeled", ["label"] = new JsonObject { ["name"] = "slipway" }, ["issue"] = world.Issue(7),
        });
        var labelled = await Scene.UntilOneStartedAsync(world.Host);
        await DefinitionRuns.UntilAsync(world.Host, labelled, "completed");
        await DeliverCommentAsync(webhooks, world.Issue(8), "Do it.\n/slipway implement", "octocat");
        var commanded = await UntilStartedAsync(world, labelled);
        var ended = await DefinitionRuns.UntilAsync(world.Host, commanded, "completed");

        Assert.Equal("Answer it simply", ended.GetProperty("outputs").GetProperty("pull_request").GetProperty("title").GetString());
        Assert.Equal(["slipway/" + labelled, "slipway/" + commanded], world.GitHub.Pulls.Select(pull => $"{pull["head"]!["ref"]}"));
        Assert.Single(world.Comments(), comment => comment.StartsWith("Pull request: ", StringComparison.Ordinal));
        Assert.Equal(
            ["issue_implementation octocat", "simple_issue octocat"],
            await Task.WhenAll(new[] { labelled, commanded }.Select(id => StartOfAsync(world, id))));
    }

    [Fact]
    public async Task A_command_of_somebody_who_may_only_read_starts_nothing()
    {
        await using var world = await GitHubWorld.StartAsync(Settings);
        var webhooks = new GitHubWebhooks(world.Host.Url);
        world.AddIssue(8, "Answer it simply");

        await DeliverCommentAsync(webhooks, world.Issue(8), "/slipway implement", "eve");
        await DeliverCommentAsync(webhooks, world.Issue(8), "/slipway implement", "ada");
        var id = await Scene.UntilOneStartedAsync(world.Host);

        await DefinitionRuns.UntilAsync(world.Host, id, "completed");
        Assert.Equal("simple_issue ada", await StartOfAsync(world, id));
        Assert.Single((await Scene.GetAsync(world.Host, "/api/workflows")).GetProperty("workflows").EnumerateArray());
    }

    private static string[] Settings(Scene scene)
    {
        scene.Agent("""test "$mode" = plan && echo Think || echo 42 > answer.txt""");
        var rules = Path.Combine(scene.Root, "rules.yaml");
        File.WriteAllText(rules, $$$"""
            rules:
              - name: issue
                label: slipway
                repository: acme/shop
                definition: issue_implementation
                inputs:
                  repository: {{{scene.Repository}}}
                  agent: { command: "{{{scene.AgentCommand}}}" }
                  inputs: { issue: "{{ issue.number }}", test_command: grep -qx 42 answer.txt }
              - name: simple
                command: /slipway implement
                definition: simple_issue
                inputs:
                  repository: {{{scene.Repository}}}
                  agent: { command: "{{{scene.AgentCommand}}}" }
                  inputs: { requirement: "{{ issue.title }}", test_command: grep -qx 42 answer.txt }
            """);
        return ["--Slipway:WebhookSecret", GitHubWebhooks.Secret, "--Slipway:StartRules", rules];
    }

    private static Task DeliverCommentAsync(GitHubWebhooks webhooks, JsonNode issue, string text, string login) =>
        webhooks.DeliverAsync(
            "issue_comment",
            new JsonObject
            {
                ["action"] = "created", ["issue"] = issue,
                ["comment"] = new JsonObject { ["body"] = text, ["author_association"] = "MEMBER" },
            },
            login);

    private static async Task<string> UntilStartedAsync(GitHubWorld world, string besides)
    {
        var all = await Fleet.UntilAsync(world.Host, each => each.Keys.Any(id => id != besides));
        return Assert.Single(all.Keys, id => id != besides);
    }

    /// <summary>Which definition a workflow runs, and who had it started.</summary>
    private static async Task<string> StartOfAsync(GitHubWorld world, string id)
    {
        var started = (await Scene.EventsAsync(world.Host, id))[0].GetProperty("data");
        return $"{started.GetProperty("definition").GetString()} {started.GetProperty("actor").GetString()}";
    }
}
