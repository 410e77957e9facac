using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Tests.GitHub;
using Slipway.Integrations.Tests.Steps;

namespace Slipway.Integrations.Tests.Ai;

public sealed class ContextAnalyzeTests
{
    [Fact]
    public async Task Languages_layout_commands_and_relevant_files_are_seen_in_the_repository()
    {
        using var home = new TestHome();

        var outputs = await AnalyzeAsync(home, new { requirement = "Validate the PostalCode at checkout" });

        var facts = outputs.GetProperty("facts");
        Assert.Equal(7, facts.GetProperty("files").GetInt32());
        Assert.Equal("""{"C#":90,"Shell":10}""", Rounded(facts.GetProperty("languages")));
        Assert.Equal("""{"src":3,"docs":1}""", facts.GetProperty("layout").GetRawText());
        Assert.Equal(
            ("dotnet build", "./test.sh"), (facts.GetProperty("buildCommand").GetString(), facts.GetProperty("testCommand").GetString()));
        Assert.StartsWith("hello", facts.GetProperty("readme").GetString(), StringComparison.Ordinal);
        var relevant = outputs.GetProperty("relevantFiles").EnumerateArray().Select(file => file.GetString()).ToList();
        Assert.Equal(["src/Checkout.cs", "src/PostalCode.cs"], relevant);
        Assert.False(outputs.TryGetProperty("summary", out _));
    }

    [Fact]
    public async Task A_model_adds_what_matters_and_answers_a_question()
    {
        await using var server = await AiServer.StartAsync();
        server.Says("""
            {
              "summary": "Look at PostalCode.", "answer": "In src.",
              "analysis": { "requirements": ["Five digits."], "affectedAreas": ["src/PostalCode.cs"], "complexity": "low" }
            }
            """);
        using var home = server.Home("Anthropic");

        var outputs = await AnalyzeAsync(home, new { requirement = "Validate the PostalCode", question = "Where is it?" });

        Assert.Equal(
            ("Look at PostalCode.", "In src."), (outputs.GetProperty("summary").GetString(), outputs.GetProperty("answer").GetString()));
        Assert.Equal("low", outputs.GetProperty("analysis").GetProperty("complexity").GetString());
        Assert.Equal("Five digits.", outputs.GetProperty("analysis").GetProperty("requirements")[0].GetString());
        Assert.Contains("class PostalCode", server.LastMessage(0), StringComparison.Ordinal);
        Assert.Contains("Where is it?", server.Requests[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_analysis_that_lacks_something_is_none()
    {
        await using var server = await AiServer.StartAsync();
        server.Says("""{"summary":"Look.","answer":"","analysis":{"requirements":[],"affectedAreas":[],"complexity":"huge"}}""")
            .Says("""{"summary":"Look.","answer":""}""");
        using var home = server.Home("Anthropic");

        var outputs = await AnalyzeAsync(home, new { requirement = "Validate the PostalCode" });

        Assert.False(outputs.TryGetProperty("analysis", out _));
        Assert.NotEmpty(outputs.GetProperty("summaryProblem").GetString()!);
    }

    [Fact]
    public async Task A_model_that_fails_leaves_the_facts_unless_it_is_needed()
    {
        await using var server = await AiServer.StartAsync();
        server.Fails(500).Fails(500);
        using var home = server.Home("OpenAI");

        var outputs = await AnalyzeAsync(home, new { requirement = "PostalCode" });
        var failed = await RunAsync(home, new { requirement = "PostalCode", summary = true }, "wf-2");
        var left = await RunAsync(home, new { requirement = "PostalCode", summary = false }, "wf-3");

        Assert.Contains("answered 500", outputs.GetProperty("summaryProblem").GetString(), StringComparison.Ordinal);
        Assert.Equal(7, outputs.GetProperty("facts").GetProperty("files").GetInt32());
        Assert.Equal(ErrorCodes.AiFailed, failed.Code);
        Assert.Equal(StepOutcomeStatus.Success, left.Status);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task An_issue_is_read_and_what_it_says_is_the_requirement()
    {
        await using var github = await GitHubServer.StartAsync();
        github.Issues.Add(new JsonObject
        {
            ["number"] = 5, ["title"] = "PostalCode is wrong", ["body"] = "At Checkout.cs, in the postal form.", ["state"] = "open",
        });
        foreach (var (number, title) in new[] { (7, "PostalCode of the Checkout.cs form"), (8, "Another colour") })
        {
            github.Issues.Add(new JsonObject
            {
                ["number"] = number, ["title"] = title, ["body"] = "", ["state"] = "open", ["labels"] = new JsonArray(),
                ["html_url"] = $"https://github.test/{number}", ["created_at"] = "2030-01-01T00:00:00Z",
            });
        }

        using var home = new TestHome(
            ("GitHub:ApiUrl", github.ApiUrl), ("GitHub:TokenName", "Slipway:GitHubToken"), ("GitHubToken", GitHubServer.Token));

        var outputs = await AnalyzeAsync(home, new { issue = 5 }, github.CloneUrl);
        var unknown = await RunAsync(home, new { issue = "#6" }, "wf-2");

        Assert.Equal("PostalCode is wrong", outputs.GetProperty("issue").GetProperty("title").GetString());
        Assert.Contains("src/PostalCode.cs", outputs.GetProperty("relevantFiles").GetRawText(), StringComparison.Ordinal);
        Assert.Equal("""["src/Checkout.cs"]""", outputs.GetProperty("mentionedFiles").GetRawText());
        Assert.Equal("7", Assert.Single(outputs.GetProperty("relatedIssues").EnumerateArray()).GetProperty("key").GetString());
        Assert.Contains("Checkout", outputs.GetProperty("commitHistory")[0].GetProperty("subject").GetString(), StringComparison.Ordinal);
        Assert.Equal("There is no issue 6.", unknown.Outputs!.Value.GetProperty("issueProblem").GetString());
    }

    [Fact]
    public async Task Without_a_tracker_it_goes_on_and_says_so_and_without_a_model_a_question_is_refused()
    {
        using var home = new TestHome();

        var outputs = await AnalyzeAsync(home, new { issue = 5 });

        Assert.Contains("Slipway:GitHub:TokenName", outputs.GetProperty("issueProblem").GetString(), StringComparison.Ordinal);
        var plugin = Step.Find(home, "context.analyze");
        Assert.Null(plugin.Missing(JsonSerializer.SerializeToElement(new { issue = 5 })));
        Assert.Equal(ErrorCodes.AiNotConfigured, plugin.Missing(JsonSerializer.SerializeToElement(new { question = "x" }))?.Code);
    }

    /// <summary>Shares by tens: exact bytes are not the matter here.</summary>
    private static string Rounded(JsonElement shares) => JsonSerializer.Serialize(
        shares.EnumerateObject().ToDictionary(share => share.Name, share => (int)Math.Round(share.Value.GetDouble() / 10) * 10),
        CoreJson.Options);

    private static async Task<JsonElement> AnalyzeAsync(TestHome home, object config, string? remote = null)
    {
        var repository = TestRepository.Create(home);
        repository.Commit("Shop.sln", "x\n", "Solution");
        repository.Commit("test.sh", $"# {new string('x', 200)}\n", "Test");
        repository.Commit("src/PostalCode.cs", "class PostalCode { /* five digits */ }\n" + new string('/', 700), "Postal code");
        repository.Commit("src/Checkout.cs", "class Checkout { PostalCode code; }\n" + new string('/', 700), "Checkout");
        repository.Commit("src/Other.cs", "class Other { }\n" + new string('/', 400), "Other");
        repository.Commit("docs/guide.md", "Words.\n", "Docs");
        if (remote is not null)
        {
            repository.Git("remote", "add", "origin", remote);
        }

        var outcome = await RunAsync(home, config, "wf-1");
        Assert.Equal(StepOutcomeStatus.Success, outcome.Status);
        Assert.NotEmpty(home.ReadArtifact(outcome.Artifacts![0]));
        return outcome.Outputs!.Value;
    }

    private static async Task<StepOutcome> RunAsync(TestHome home, object config, string workflowId)
    {
        var repository = await home.Workspaces.InspectAsync(Path.Combine(home.Directory, "repo"), null, default);
        var workspace = await home.Workspaces.OpenAsync(workflowId, repository, default);
        return await Step.RunAsync(home, "context.analyze", Step.Context(config) with { Workspace = workspace });
    }
}
