using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Integrations.Tests.Steps;

namespace Slipway.Integrations.Tests.GitHub;

/// <summary>The step <c>git.deploy</c>, over GitHub's API.</summary>
public sealed class GitHubDeployTests : IAsyncLifetime
{
    private const string Old = "0000000000000000000000000000000000000001";
    private const string New = "0000000000000000000000000000000000000002";

    private static readonly DateTimeOffset LongAgo = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private DateTimeOffset _entered = TimeProvider.System.GetUtcNow();
    private GitHubServer _server = null!;
    private TestHome _home = null!;
    private TestRepository _repository = null!;

    public async Task InitializeAsync()
    {
        _server = await GitHubServer.StartAsync();
        _home = new TestHome(
            ("GitHub:ApiUrl", _server.ApiUrl), ("GitHub:TokenName", "Slipway:TestToken"), ("TestToken", GitHubServer.Token),
            ("GitHub:ChangeGap", "00:00:00"), ("Outbound:AllowPrivate", "true"));
        _repository = TestRepository.Create(_home);
        _repository.Git("remote", "add", "origin", _server.CloneUrl);
    }

    public async Task DisposeAsync()
    {
        _home.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_deployment_is_made_once_and_waited_for_without_using_attempts_until_somebody_says_how_it_went()
    {
        object config = new { environment = "staging", @ref = New, description = "Try it", requiredChecks = new[] { "ci" } };

        var begun = await RunAsync(config);
        _server.SayOfDeployment(1, "waiting");
        var held = await RunAsync(config);
        _server.SayOfDeployment(1, "in_progress");
        var waits = await RunAsync(config);
        _server.SayOfDeployment(1, "success", log: "https://ci.test/1");
        var done = await RunAsync(config);

        Assert.All([begun, held, waits], outcome => Assert.True(outcome.IsPending, outcome.Message));
        Assert.Contains("it is in_progress", waits.Message, StringComparison.Ordinal);
        Assert.Equal((StepOutcomeStatus.Success, New), (done.Status, done.Outputs!.Value.GetProperty("sha").GetString()));
        Assert.Equal("https://ci.test/1", done.Outputs!.Value.GetProperty("url").GetString());
        var asked = Assert.Single(_server.Deployments)["asked"]!;
        Assert.Equal(
            $$"""
            {"ref":"{{New}}","auto_merge":false,"required_contexts":["ci"],"environment":"staging","description":"Try it",
            "payload":{"slipway":"{{Step.WorkflowId}}/step","attempt":1,"rollback":false} }
            """.ReplaceLineEndings("").Replace("} }", "}}", StringComparison.Ordinal),
            asked.ToJsonString());
    }

    [Fact]
    public async Task A_deployment_that_failed_fails_the_step_with_what_was_said()
    {
        object config = new { environment = "staging", @ref = New };
        await RunAsync(config);
        _server.SayOfDeployment(1, "failure", $"No space left, says {GitHubServer.Token}", "https://ci.test/1");

        var failed = await RunAsync(config);

        Assert.False(failed.IsPending);
        Assert.Equal((ErrorCodes.DeploymentFailed, ErrorCategory.ValidationFailed), (failed.Code, failed.Category));
        Assert.Contains("No space left", failed.Message, StringComparison.Ordinal);
        Assert.Contains("https://ci.test/1", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(GitHubServer.Token, failed.Message, StringComparison.Ordinal);
        Assert.Single(_server.Deployments);
    }

    [Fact]
    public async Task With_rollback_the_last_one_before_it_that_succeeded_with_another_commit_is_deployed_again_once()
    {
        _server.AddDeployment(Old, "production", "success");
        _server.AddDeployment(Old, "staging", "in_progress", "success", "inactive");
        _server.AddDeployment(New, "staging", "success", "inactive");
        _server.AddDeployment("0000000000000000000000000000000000000003", "staging", "failure");
        object config = new { environment = "staging", @ref = New, rollback = true };
        await RunAsync(config);
        _server.SayOfDeployment(5, "error", "It broke.");

        var goesBack = await RunAsync(config);
        var waits = await RunAsync(config);
        _server.SayOfDeployment(6, "success");
        var back = await RunAsync(config);

        Assert.All([goesBack, waits], outcome => Assert.True(outcome.IsPending, outcome.Message));
        Assert.Equal(6, _server.Deployments.Count);
        Assert.Equal(Old, $"{_server.Deployments[5]["ref"]}");
        Assert.Equal((ErrorCodes.DeploymentFailed, false), (back.Code, back.IsPending));
        Assert.Contains("It broke. staging is back at 0000000 (deployment 6).", back.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rollback_that_fails_as_well_is_said()
    {
        _server.AddDeployment(Old, "staging", "success");
        object config = new { environment = "staging", @ref = New, rollback = true };
        await RunAsync(config);
        _server.SayOfDeployment(2, "error");
        await RunAsync(config);
        _server.SayOfDeployment(3, "failure", "It broke again.");

        var failed = await RunAsync(config);

        Assert.Contains("that failed as well (failure): look after it. It broke again.", failed.Message, StringComparison.Ordinal);
        Assert.Equal(3, _server.Deployments.Count);
    }

    [Fact]
    public async Task Where_nothing_succeeded_before_there_is_nothing_to_go_back_to()
    {
        _server.AddDeployment(Old, "staging", "failure");
        object config = new { environment = "staging", @ref = New, rollback = true };
        await RunAsync(config);
        _server.SayOfDeployment(2, "error");

        var failed = await RunAsync(config);

        Assert.Contains("There is nothing to go back to", failed.Message, StringComparison.Ordinal);
        Assert.Equal(2, _server.Deployments.Count);
    }

    [Fact]
    public async Task Another_attempt_goes_on_with_what_is_under_way_and_makes_a_new_one_of_what_failed()
    {
        object config = new { environment = "staging", @ref = New };
        await RunAsync(config);

        var adopts = await RunAsync(config, attempt: 2);
        Assert.Single(_server.Deployments);
        _server.SayOfDeployment(1, "failure");
        var again = await RunAsync(config, attempt: 2);

        Assert.True(adopts.IsPending && again.IsPending);
        Assert.Equal(["1", "2"], _server.Deployments.Select(made => $"{made["payload"]!["attempt"]}"));
    }

    [Fact]
    public async Task What_succeeds_after_an_attempt_has_run_out_of_time_is_not_deployed_again_by_the_next()
    {
        object config = new { environment = "staging", @ref = New };
        await RunAsync(config);
        await RunAsync(config, attempt: 2);
        _server.SayOfDeployment(1, "success");

        var done = await RunAsync(config, attempt: 2);

        Assert.Equal((StepOutcomeStatus.Success, 1), (done.Status, done.Outputs!.Value.GetProperty("id").GetInt32()));
        Assert.Single(_server.Deployments);
    }

    [Fact]
    public async Task Another_attempt_deploys_when_the_one_before_it_is_back()
    {
        _server.AddDeployment(Old, "staging", "success");
        object config = new { environment = "staging", @ref = New, rollback = true };
        await RunAsync(config);
        _server.SayOfDeployment(2, "error");
        await RunAsync(config);

        var waits = await RunAsync(config, attempt: 2);
        Assert.Equal(3, _server.Deployments.Count);
        _server.SayOfDeployment(3, "success");
        var deploys = await RunAsync(config, attempt: 2);

        Assert.True(waits.IsPending && deploys.IsPending);
        Assert.Equal(New, $"{_server.Deployments[3]["ref"]}");
    }

    [Fact]
    public async Task A_visit_deploys_when_what_an_earlier_one_has_under_way_is_over()
    {
        await RunAsync(new { environment = "staging", @ref = Old });
        _server.SayOfDeployment(1, "in_progress");
        object config = new { environment = "staging", @ref = New };

        var waits = await RunAsync(config, visit: 2);
        Assert.Single(_server.Deployments);
        _server.SayOfDeployment(1, "success");
        await RunAsync(config, visit: 2);
        _server.SayOfDeployment(2, "success");
        var done = await RunAsync(config, visit: 2);

        Assert.True(waits.IsPending, waits.Message);
        Assert.Contains("is in_progress: the step deploys again when that is over.", waits.Message, StringComparison.Ordinal);
        Assert.Equal((StepOutcomeStatus.Success, 2), (done.Status, done.Outputs!.Value.GetProperty("id").GetInt32()));
        Assert.Equal(2, _server.Deployments.Count);
    }

    [Fact]
    public async Task A_visit_goes_on_with_what_an_earlier_one_has_left_under_way_and_does_again_what_it_had_done()
    {
        object config = new { environment = "staging", @ref = "main" };
        await RunAsync(config);
        _server.SayOfDeployment(1, "in_progress", at: LongAgo);

        var waits = await RunAsync(config, visit: 2);
        _server.SayOfDeployment(1, "success");
        var done = await RunAsync(config, visit: 2);
        _entered = TimeProvider.System.GetUtcNow().AddMinutes(1);
        var again = await RunAsync(config, visit: 3);

        Assert.Contains("waits for whoever deploys: it is in_progress.", waits.Message, StringComparison.Ordinal);
        Assert.Equal((StepOutcomeStatus.Success, 1), (done.Status, done.Outputs!.Value.GetProperty("id").GetInt32()));
        Assert.True(again.IsPending, again.Message);
        Assert.Equal(2, _server.Deployments.Count);
    }

    [Fact]
    public async Task A_visit_deploys_again_what_an_earlier_one_has_left_under_way_and_failed()
    {
        object config = new { environment = "staging", @ref = New };
        await RunAsync(config);
        _server.SayOfDeployment(1, "in_progress");
        await RunAsync(config, visit: 2);
        _server.SayOfDeployment(1, "failure");

        Assert.True((await RunAsync(config, visit: 2)).IsPending);
        Assert.Equal(2, _server.Deployments.Count);
    }

    [Fact]
    public async Task A_visit_does_not_wait_for_what_nobody_has_begun_to_deploy()
    {
        object config = new { environment = "staging", @ref = New };
        await RunAsync(config);

        await RunAsync(config, visit: 2);

        Assert.Equal(
            ["step", "step.2"], _server.Deployments.Select(made => $"{made["payload"]!["slipway"]}"[(Step.WorkflowId.Length + 1)..]));
    }

    [Fact]
    public async Task What_was_made_inactive_without_success_has_failed()
    {
        object config = new { environment = "staging", @ref = New };
        await RunAsync(config);
        _server.SayOfDeployment(1, "inactive");

        Assert.Contains("failed (inactive)", (await RunAsync(config)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_does_not_answer_yet_is_waited_for_and_in_the_end_a_failure()
    {
        var status = 503;
        await using var app = await WebServer.StartAsync(context => WebServer.AnswerAsync(context, status, ""));
        object config = new { environment = "staging", @ref = New, healthCheck = $"{app.Url}/health?key=1", healthLimit = "10m" };
        await RunAsync(config);
        _server.SayOfDeployment(1, "success");

        var waits = await RunAsync(config);
        status = 204;
        var well = await RunAsync(config);
        status = 500;
        _server.SayOfDeployment(1, "success", at: LongAgo);
        var failed = await RunAsync(config);

        Assert.True(waits.IsPending);
        Assert.Contains("/health answers 503.", waits.Message, StringComparison.Ordinal);
        Assert.Equal(StepOutcomeStatus.Success, well.Status);
        Assert.Equal((ErrorCodes.DeploymentFailed, false), (failed.Code, failed.IsPending));
        Assert.Contains("does not answer within 600 s", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_it_goes_back_what_answers_then_does_not_make_a_success_of_it()
    {
        var status = 500;
        await using var app = await WebServer.StartAsync(context => WebServer.AnswerAsync(context, status, ""));
        _server.AddDeployment(Old, "staging", "success");
        object config = new { environment = "staging", @ref = New, rollback = true, healthCheck = app.Url };
        await RunAsync(config);
        _server.SayOfDeployment(2, "success", at: LongAgo);
        var goesBack = await RunAsync(config);

        status = 200;
        var waits = await RunAsync(config);
        _server.SayOfDeployment(3, "success");
        _server.SayOfDeployment(2, "inactive");
        var back = await RunAsync(config);

        Assert.All([goesBack, waits], outcome => Assert.True(outcome.IsPending, outcome.Message));
        Assert.Equal((ErrorCodes.DeploymentFailed, false), (back.Code, back.IsPending));
        Assert.Contains("did not answer in time. staging is back at 0000000 (deployment 3).", back.Message, StringComparison.Ordinal);
        Assert.Equal(3, _server.Deployments.Count);
        Assert.Single(app.Requests);
    }

    [Fact]
    public async Task An_address_inside_is_not_asked_unless_the_host_allows_it()
    {
        using var closed = _home.WithSettings(
            ("GitHub:ApiUrl", _server.ApiUrl), ("GitHub:TokenName", "Slipway:TestToken"), ("TestToken", GitHubServer.Token),
            ("GitHub:ChangeGap", "00:00:00"));
        await using var app = await WebServer.StartAsync(200, "");
        object config = new { environment = "staging", @ref = New, healthCheck = app.Url };
        await RunAsync(config);
        _server.SayOfDeployment(1, "success");

        var refused = await Step.RunAsync(closed, "git.deploy", Context(config));

        Assert.Equal(ErrorCodes.AddressRefused, refused.Code);
        Assert.Empty(app.Requests);
    }

    [Fact]
    public async Task Checks_that_have_not_passed_are_said_and_a_rate_limit_is_one()
    {
        object config = new { environment = "staging", @ref = New, requiredChecks = "ci" };
        _server.FailOnce(
            "POST", "/deployments", 409,
            """{"message":"Conflict: Commit status checks failed for ci.","errors":[{"field":"required_contexts","code":"invalid"}]}""");

        var refused = await RunAsync(config);
        _server.FailOnce("GET", "/deployments", 403, """{"message":"limit"}""", ("retry-after", "60"));
        var limited = await RunAsync(config);

        Assert.Equal(ErrorCategory.ValidationFailed, refused.Category);
        Assert.Contains("Commit status checks failed for ci", refused.Message, StringComparison.Ordinal);
        Assert.Equal((ErrorCodes.GitHubRateLimited, ErrorCategory.RateLimited), (limited.Code, limited.Category));
    }

    [Fact]
    public async Task A_repository_that_is_not_on_GitHub_is_told_so_before_anything_is_asked()
    {
        _repository.Git("remote", "set-url", "origin", "https://git.example.com/acme/shop.git");

        var refused = await RunAsync(new { environment = "staging", @ref = New });

        Assert.Equal(ErrorCodes.StepConfigInvalid, refused.Code);
        Assert.Contains("deploy by a command", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public void A_host_that_is_nobody_at_GitHub_refuses_a_definition_that_deploys_there_before_it_runs()
    {
        using var home = new TestHome();
        var plugin = Step.Find(home, "git.deploy");

        var missing = plugin.Missing(Json(new { environment = "staging" }))!;
        Assert.Contains("Slipway:GitHub:TokenName", missing.Message, StringComparison.Ordinal);
        Assert.Null(plugin.Missing(Json(new { environment = "${{ inputs.environment }}" })));
        Assert.Null(Step.Find(_home, "git.deploy").Missing(Json(new { environment = "staging" })));
    }

    [Fact]
    public void A_health_check_that_is_no_address_is_found_before_anything_runs()
    {
        var problem = Assert.Single(Step.Problems(
            _home, "git.deploy", new { environment = "staging", @ref = "main", healthCheck = "https://me:secret@app.test/" }));

        Assert.Contains("healthCheck", problem, StringComparison.Ordinal);
    }

    private static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value);

    private Task<StepOutcome> RunAsync(object config, int attempt = 1, int visit = 1) =>
        Step.RunAsync(_home, "git.deploy", Context(config, attempt, visit));

    private StepContext Context(object config, int attempt = 1, int visit = 1) => Step.Context(config) with
    {
        Attempt = attempt,
        EnteredAt = visit == 1 ? null : _entered,
        Marker = visit == 1 ? $"{Step.WorkflowId}/step" : $"{Step.WorkflowId}/step.{visit}",
        Workspace = new Workspace(
            Step.WorkflowId, new RepositoryInfo(_repository.Path, "main", _repository.Sha("HEAD"), "origin"), "feature", _repository.Path),
    };
}
