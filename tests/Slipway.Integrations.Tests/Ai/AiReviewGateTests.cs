using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Ai;

public sealed class AiReviewGateTests
{
    private const string Finding =
        """{"severity":"high","file":"app.txt","line":2,"problem":"It divides by zero.","advice":"Check first.\nThen divide."}""";

    private const string Remark = """{"severity":"low","file":"app.txt","line":null,"problem":"A long name.","advice":"Shorten it."}""";

    [Fact]
    public async Task A_severe_finding_fails_and_the_agent_is_told_what_to_do()
    {
        await using var scene = await StartAsync();
        scene.Server.Says($$"""{"summary":"It is wrong.","findings":[{{Remark}},{{Finding}}]}""");

        var result = await scene.RunAsync(requirement: "Divide.", settings: ("criteria", "Arithmetic."));

        Assert.False(result.Passed);
        Assert.Contains("'review' failed: 1 of 2 findings count; It is wrong", result.Message, StringComparison.Ordinal);
        Assert.Equal(
            "high: app.txt:2: It divides by zero.\n    Check first.\n    Then divide.\nlow: app.txt: A long name.\n    Shorten it.\n",
            result.Output);
        Assert.Contains("It divides by zero.", scene.Home.ReadArtifact(result.Log), StringComparison.Ordinal);
        Assert.Contains("+and more", scene.Server.LastMessage(0), StringComparison.Ordinal);
        Assert.Contains("The requirement:\nDivide.", scene.Server.LastMessage(0), StringComparison.Ordinal);
        Assert.Contains("Arithmetic.", scene.Server.Requests[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_below_the_level_pass_and_are_told()
    {
        await using var scene = await StartAsync();
        scene.Server.Says($$"""{"summary":"Fine.","findings":[{{Finding}}]}""");

        var result = await scene.RunAsync(settings: ("level", "critical"));

        Assert.True(result.Passed);
        Assert.Contains("It divides by zero.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_out_is_not_sent_and_without_a_change_nobody_is_asked()
    {
        await using var scene = await StartAsync();

        var result = await scene.RunAsync(settings: ("exclude", "*.lock, app.txt"));

        Assert.True(result.Passed);
        Assert.Empty(scene.Server.Requests);
    }

    [Fact]
    public async Task A_change_that_is_too_large_is_not_taken_for_reviewed()
    {
        await using var scene = await StartAsync(new string('x', 200_000));

        var result = await scene.RunAsync();

        Assert.False(result.Passed);
        Assert.Contains("at most 150,000 are reviewed", result.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Server.Requests);
    }

    [Fact]
    public async Task A_service_that_is_busy_is_no_verdict_and_says_when_to_ask_again()
    {
        await using var scene = await StartAsync();
        scene.Server.Fails(429, headers: ("Retry-After", "60"));

        var error = await Assert.ThrowsAsync<SlipwayException>(() => scene.RunAsync());

        Assert.Equal((ErrorCodes.AiFailed, ErrorCategory.RateLimited), (error.Code, error.Category));
        var now = TimeProvider.System.GetUtcNow();
        Assert.InRange(error.RetryAt!.Value, now.AddSeconds(30), now.AddSeconds(60));
    }

    [Fact]
    public async Task What_was_paid_for_no_verdict_is_counted()
    {
        await using var scene = await StartAsync();
        scene.Server.Says("Fine.").Says("Really fine.").Says("I said so.");

        var error = await Assert.ThrowsAsync<SlipwayException>(() => scene.RunAsync());

        Assert.Equal(ErrorCodes.AiAnswerUnusable, error.Code);
        Assert.Equal(3300, error.Usage?.Tokens);
    }

    [Fact]
    public void A_host_without_a_model_says_so_before_anything_runs()
    {
        using var home = new TestHome();

        var missing = home.Gate.Missing(new GateSpec("review") { Kind = GateKind.AiReview });

        Assert.Equal(ErrorCodes.AiNotConfigured, missing?.Code);
        Assert.StartsWith("The gate 'review' cannot be run", missing?.Message, StringComparison.Ordinal);
        Assert.Null(home.Gate.Missing(new GateSpec("tests", "true")));
    }

    private static async Task<Scene> StartAsync(string more = "and more")
    {
        var server = await AiServer.StartAsync();
        var home = server.Home("OpenAI");
        var workspace = await TestRepository.Create(home).OpenAsync(home);
        await File.WriteAllTextAsync(Path.Combine(workspace.Path, "app.txt"), $"one\n{more}\n");
        await home.Workspaces.CommitAsync(workspace, "Change", "wf-1/code", default);
        return new Scene(server, home, workspace);
    }

    private sealed record Scene(AiServer Server, TestHome Home, Workspace Workspace) : IAsyncDisposable
    {
        public Task<GateResult> RunAsync(string? requirement = null, params (string Name, string Value)[] settings) => Home.Gate.RunAsync(
            new GateRun("wf-1", "review", "", Workspace.Path, TimeSpan.FromMinutes(1))
            {
                Kind = GateKind.AiReview, Repository = Workspace.Repository, Requirement = requirement,
                Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value),
            },
            default);

        public async ValueTask DisposeAsync()
        {
            Home.Dispose();
            await Server.DisposeAsync();
        }
    }
}
