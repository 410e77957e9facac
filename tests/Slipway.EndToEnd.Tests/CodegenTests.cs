using System.Text.Json.Nodes;
using Slipway.Core;
using Slipway.Integrations.Tests.Agents;
using Slipway.Integrations.Tests.GitHub;

namespace Slipway.EndToEnd.Tests;

/// <summary>The whole lifecycle with an agent that works elsewhere: codegen.com's API and GitHub's on loopback, real Git between them.
/// </summary>
public sealed class CodegenTests
{
    private const string Branch = "codegen/put-the-answer";

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_requirement_is_planned_coded_and_put_right_by_Codegen_and_merged_on_GitHub(
        bool tellsOfItsPullRequest, bool webhookTellsOfIt)
    {
        using var scene = new Scene();
        await using var github = await scene.OnGitHubAsync();
        await using var codegen = await CodegenServer.StartAsync();
        await using var host = await StartAsync(scene, github, codegen);
        var webhooks = new GitHubWebhooks(host.Url);
        github.Changed = webhooks.PullRequestAsync;
        codegen.KeepsPullRequestsToItself = !tellsOfItsPullRequest;
        codegen.WillBe("PENDING", "COMPLETE", "ACTIVE", "COMPLETE", "COMPLETE", "RUNNING", "COMPLETE");
        codegen.Working = async prompt =>
        {
            switch (prompt.Split('\n')[0])
            {
                case "Mode: code":
                    Push(scene, "41");
                    var pull = github.AddPull(Branch, github.HeadOf(Branch)!);
                    pull["body"] = "It answers.\n\n[View my work](https://codegen.com/agent/trace/1001)";
                    if (webhookTellsOfIt)
                    {
                        await webhooks.DeliverAsync(
                            "pull_request", new JsonObject { ["action"] = "opened", ["pull_request"] = pull.DeepClone() },
                            "codegen-sh[bot]", "Bot");
                    }

                    return Branch;
                case "Mode: fix":
                    Assert.Contains("answer.txt must hold 42, not 41", prompt, StringComparison.Ordinal);
                    Push(scene, "42");
                    return Branch;
                default:
                    return null;
            }
        };

        var id = await scene.StartAsync(host, ("agent", new { name = "codegen" }));
        var done = await Scene.UntilStateAsync(host, id, "COMPLETED", "FAILED");

        Assert.True(done.GetProperty("state").GetString() == "COMPLETED", $"{done}\n{host.Output}");
        Assert.Equal(1, done.GetProperty("feedbackRound").GetInt32());
        Assert.Equal(
            ["IDLE", "PLANNING", "CODING", "PR_CREATED", "VALIDATING", "CODING", "PR_CREATED", "VALIDATING", "COMPLETED"],
            await StatesAsync(host, id));
        scene.Git("fetch", "--quiet", "origin");
        Assert.Equal("42", scene.Git("show", "origin/main:answer.txt"));
        Assert.Equal([Branch, $"slipway/{id}"], github.Pulls.Select(pull => $"{pull["head"]!["ref"]}"));
        Assert.Equal(
            (2, 1), (codegen.Count("POST /v1/organizations/42/agent/run"), codegen.Count("POST /v1/organizations/42/agent/run/resume")));
        Assert.DoesNotContain(CodegenServer.Token, host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retry_after_a_run_that_ended_in_error_has_a_run_of_its_own()
    {
        using var scene = new Scene();
        await using var github = await scene.OnGitHubAsync();
        await using var codegen = await CodegenServer.StartAsync();
        await using var host = await StartAsync(scene, github, codegen);
        codegen.WillBe("COMPLETE", "ERROR", "COMPLETE");
        codegen.Working = prompt =>
        {
            if (prompt.StartsWith("Mode: plan", StringComparison.Ordinal) || codegen.Bodies.Count < 3)
            {
                return Task.FromResult<string?>(null);
            }

            Push(scene, "42");
            return Task.FromResult<string?>(Branch);
        };

        var id = await scene.StartAsync(host, ("agent", new { name = "codegen" }), ("maxRetries", 0));
        await Scene.UntilStateAsync(host, id, "FAILED");
        await Scene.PostAsync(host, $"/api/workflows/{id}/recover", new { decision = "retry" }, System.Net.HttpStatusCode.Accepted);
        await Scene.UntilStateAsync(host, id, "COMPLETED");

        Assert.Equal(3, codegen.Count("POST /v1/organizations/42/agent/run"));
    }

    [Fact]
    public async Task Refusals_of_Codegen_park_the_workflow_with_what_would_help_and_a_wait_that_it_asks_for_is_kept()
    {
        using var scene = new Scene();
        await using var github = await scene.OnGitHubAsync();
        await using var codegen = await CodegenServer.StartAsync();
        await using var host = await StartAsync(scene, github, codegen);
        codegen.Working = prompt => Task.FromResult(prompt.StartsWith("Mode: plan", StringComparison.Ordinal) ? null : Pushed());

        await RefusedAsync(402, ErrorCodes.BudgetUsedUp, "The plan's runs are used up.");
        await RefusedAsync(403, ErrorCodes.AgentFailed, "Check the token");
        await RefusedAsync(422, ErrorCodes.AgentFailed, "Check Slipway:Codegen:RepositoryId");

        codegen.Refuse("/agent/run", 429, retryAfter: "1");
        var id = await scene.StartAsync(host, ("agent", new { name = "codegen" }), ("maxRetries", 0));
        await Scene.UntilStateAsync(host, id, "COMPLETED");

        string Pushed()
        {
            Push(scene, "42");
            return Branch;
        }

        async Task RefusedAsync(int status, string code, string advice)
        {
            codegen.Refuse("/agent/run", status);
            var refused = await scene.StartAsync(host, ("agent", new { name = "codegen" }), ("maxRetries", 0));
            var failure = (await Scene.UntilStateAsync(host, refused, "FAILED")).GetProperty("failure");
            Assert.Equal(("PLANNING", code), (failure.GetProperty("state").GetString(), failure.GetProperty("code").GetString()));
            Assert.Contains($"answered {status}: scripted {status}", failure.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.Contains(advice, failure.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    private static Task<HostProcess> StartAsync(Scene scene, GitHubServer github, CodegenServer codegen) => HostProcess.StartAsync(
        scene.Home, new Dictionary<string, string> { ["CODEGEN_API_TOKEN"] = CodegenServer.Token },
        [
            .. Scene.GitHubSettings(github), "--Slipway:Codegen:OrganizationId", "42",
            "--Slipway:Codegen:BaseUrl", codegen.Address.AbsoluteUri, "--Slipway:Codegen:PollInterval", "00:00:01",
        ]);

    /// <summary>What the agent does on a clone of its own.</summary>
    private static void Push(Scene scene, string answer)
    {
        var clone = Path.Combine(scene.Root, $"codegen-{answer}");
        var bare = Path.Combine(scene.Root, "remote.git");
        scene.Git("clone", "--quiet", bare, clone);
        var isThere = scene.Git("ls-remote", bare, $"refs/heads/{Branch}").Length > 0;
        scene.Git(["-C", clone, "checkout", "--quiet", .. isThere ? new[] { Branch } : ["-b", Branch]]);
        File.WriteAllText(Path.Combine(clone, "answer.txt"), answer + "\n");
        scene.Git("-C", clone, "add", ".");
        scene.Git(
            "-C", clone, "-c", "user.name=Codegen", "-c", "user.email=codegen@example.com", "commit", "--quiet", "-m", $"Answer {answer}");
        scene.Git("-C", clone, "push", "--quiet", "origin", Branch);
    }

    private static async Task<IReadOnlyList<string?>> StatesAsync(HostProcess host, string id)
    {
        var changes = (await Scene.EventsAsync(host, id)).Where(happened => happened.GetProperty("type").GetString() == "state_changed")
            .Select(happened => happened.GetProperty("data")).ToList();
        return [changes[0].GetProperty("from").GetString(), .. changes.Select(change => change.GetProperty("to").GetString())];
    }
}
