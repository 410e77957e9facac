using Slipway.Core.Ports;
using Slipway.Integrations.Agents;
using Slipway.Integrations.Agents.Codegen;
using static Slipway.Core.Ports.AgentOutcomeKind;

namespace Slipway.Integrations.Tests.Agents;

public sealed class CodegenAgentTests : IAsyncLifetime
{
    private const string Create = "POST /v1/organizations/42/agent/run";
    private const string Resume = "POST /v1/organizations/42/agent/run/resume";

    private readonly TestHome _home = new();
    private readonly SkippingTime _time = new();
    private CodegenServer _server = null!;

    public async Task InitializeAsync() => _server = await CodegenServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task A_run_is_created_followed_to_its_end_and_its_pull_request_found()
    {
        _server.WillBe("PENDING", "active", "SOMETHING_NEW", "Evaluation", "completed");

        var outcome = await Agent().RunAsync(Task(), default);

        Assert.Equal((Succeeded, "Round 1 done.", "1000"), (outcome.Kind, outcome.Text, outcome.SessionId));
        Assert.Equal(new AgentPullRequest("https://github.com/o/r/pull/7", "Add it", "codegen/add"), outcome.PullRequest);
        Assert.Contains("https://codegen.com/agent/trace/1000", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(5, _server.Requests.Count(request => request.EndsWith("/agent/run/1000", StringComparison.Ordinal)));
        var body = Assert.Single(_server.Bodies);
        Assert.Equal((9, "claude_code"), ((int?)body["repo_id"], (string?)body["agent_type"]));
        Assert.StartsWith("Do it\n\nYou work on a clone of your own", (string?)body["prompt"], StringComparison.Ordinal);
        Assert.Contains("open a pull request", (string?)body["prompt"], StringComparison.Ordinal);
        Assert.Equal("wf-1/code/1", (string?)body["metadata"]!["slipway"]);
    }

    [Fact]
    public async Task A_second_run_of_the_same_attempt_finds_the_first_ones_run()
    {
        await Agent().RunAsync(Task(), default);

        var again = await Agent().RunAsync(Task(), default);
        var next = await Agent().RunAsync(Task() with { Attempt = 2 }, default);

        Assert.Equal("1000", again.SessionId);
        Assert.Equal("1001", next.SessionId);
        Assert.Equal(2, _server.Count(Create));
    }

    [Fact]
    public async Task A_step_that_is_entered_again_pays_for_a_run_of_its_own()
    {
        _server.WillBe("ERROR", "COMPLETE");

        var first = await Agent().RunAsync(Task(), default);
        var again = await Agent().RunAsync(Task() with { Marker = "wf-1/code-2" }, default);

        Assert.Equal((Crashed, "1000"), (first.Kind, first.SessionId));
        Assert.Equal((Succeeded, "1001"), (again.Kind, again.SessionId));
        Assert.Equal(2, _server.Count(Create));
    }

    [Fact]
    public async Task A_service_that_is_away_for_ten_minutes_is_waited_for_once_a_run_is_paid_for()
    {
        _server.WillBe("ACTIVE", "COMPLETE");
        var back = _time.GetUtcNow() + TimeSpan.FromMinutes(10);
        _server.IsDown = path => path.EndsWith("/agent/run/1000", StringComparison.Ordinal) && _time.GetUtcNow() < back;

        var outcome = await Agent().RunAsync(Task(), default);

        Assert.Equal((Succeeded, "1000"), (outcome.Kind, outcome.SessionId));
        Assert.Equal(1, _server.Count(Create));
        Assert.True(_time.GetUtcNow() >= back);
    }

    [Fact]
    public async Task An_attempt_after_one_that_lost_sight_of_its_run_follows_that_run()
    {
        _server.WillBe("ACTIVE");
        using var stop = new CancellationTokenSource();
        await Agent().RunAsync(Task() with { Progress = new Listener(stop.Cancel) }, stop.Token);
        _server.WillBe("COMPLETE");

        var next = await Agent().RunAsync(Task() with { Attempt = 2 }, default);

        Assert.Equal((Succeeded, "1000"), (next.Kind, next.SessionId));
        Assert.Equal(1, _server.Count(Create));
    }

    [Fact]
    public async Task A_run_whose_creation_was_not_answered_is_found_and_not_paid_twice()
    {
        _server.BreaksAfterCreating = true;

        var outcome = await Agent().RunAsync(Task(), default);

        Assert.Equal((Succeeded, "1000"), (outcome.Kind, outcome.SessionId));
        Assert.Equal(1, _server.Count(Create));
    }

    [Fact]
    public async Task A_fix_goes_on_with_the_run_and_the_old_ending_is_not_taken_for_the_new_one()
    {
        await Agent().RunAsync(Task(), default);
        _server.WillBe("COMPLETE", "ACTIVE", "COMPLETE");

        var outcome = await Agent().RunAsync(Task() with { Resume = true, Prompt = "It fails." }, default);

        Assert.Equal((Succeeded, "1000", "Round 2 done."), (outcome.Kind, outcome.SessionId, outcome.Text));
        Assert.Equal((1, 1), (_server.Count(Create), _server.Count(Resume)));
        Assert.Equal(1000, (int?)_server.Bodies.Last()["agent_run_id"]);
        Assert.StartsWith("It fails.\n\nYou work", (string?)_server.Bodies.Last()["prompt"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fix_that_a_host_before_has_told_is_not_told_again()
    {
        await Agent().RunAsync(Task(), default);
        _server.WillBe("ACTIVE", "COMPLETE");

        await Agent().RunAsync(Task() with { Resume = true, Prompt = "It fails." }, default);

        Assert.Equal(0, _server.Count(Resume));
    }

    [Fact]
    public async Task A_fix_whose_end_was_lost_after_it_is_not_paid_for_again()
    {
        await Agent().RunAsync(Task(), default);
        _server.WillBe("COMPLETE", "ACTIVE", "COMPLETE");
        var fix = Task() with { Resume = true, Prompt = "It fails.", Marker = "wf-1/code-2" };
        await Agent().RunAsync(fix, default);

        var again = await Agent().RunAsync(fix, default);

        Assert.Equal((Succeeded, "Round 2 done.", 1), (again.Kind, again.Text, _server.Count(Resume)));
        await Agent().RunAsync(fix with { Attempt = 2 }, default);
        Assert.Equal(2, _server.Count(Resume));
    }

    [Theory]
    [InlineData("Failed", Crashed)]
    [InlineData("ERROR", Crashed)]
    [InlineData("cancelled", Cancelled)]
    [InlineData("STOPPED", Cancelled)]
    [InlineData("TIMEOUT", TimedOut)]
    [InlineData("MAX_ITERATIONS_REACHED", MaxTurns)]
    [InlineData("out_of_tokens", Budget)]
    public async Task Each_ending_has_a_normal_form(string status, AgentOutcomeKind kind)
    {
        _server.WillBe(status);

        Assert.Equal(kind, (await Agent().RunAsync(Task(), default)).Kind);
    }

    [Theory]
    [InlineData(402, Budget, "used up")]
    [InlineData(403, Auth, "Check the token")]
    [InlineData(404, Protocol, "OrganizationId")]
    [InlineData(422, Protocol, "RepositoryId")]
    public async Task A_refusal_is_told_and_not_tried_again(int status, AgentOutcomeKind kind, string advice)
    {
        _server.Refuse("/agent/run", status);

        var outcome = await Agent().RunAsync(Task(), default);

        Assert.Equal(kind, outcome.Kind);
        Assert.Contains($"answered {status}: scripted {status}", outcome.Message, StringComparison.Ordinal);
        Assert.Contains(advice, outcome.Message, StringComparison.Ordinal);
        Assert.Equal(1, _server.Count(Create));
    }

    [Fact]
    public async Task A_service_that_asks_to_wait_is_waited_for()
    {
        _server.Refuse("/agent/run", 429, retryAfter: "17");
        _server.Refuse("/agent/run/1000", 429, retryAfter: "19");
        _server.Refuse("/agent/run/1000", 503);

        var outcome = await Agent().RunAsync(Task(), default);

        Assert.Equal(Succeeded, outcome.Kind);
        Assert.Contains(TimeSpan.FromSeconds(17), _time.Waits);
        Assert.Contains(TimeSpan.FromSeconds(19), _time.Waits);
    }

    [Fact]
    public async Task A_service_that_asks_to_wait_too_long_leaves_the_waiting_to_the_workflow()
    {
        _server.Refuse("/agent/run", 429, retryAfter: "3600");

        var outcome = await Agent().RunAsync(Task(), default);

        Assert.Equal((RateLimited, TimeSpan.FromHours(1)), (outcome.Kind, outcome.RetryAfter));
    }

    [Fact]
    public async Task A_wrong_token_is_named_and_not_shown()
    {
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_CODEGEN_WRONG", "wrong-token-0123");

        var outcome = await Agent(options => options.TokenVariable = "SLIPWAY_TEST_CODEGEN_WRONG").RunAsync(Task(), default);

        Assert.Equal(Auth, outcome.Kind);
        Assert.DoesNotContain("wrong-token", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_given_up_says_that_it_goes_on_there()
    {
        _server.WillBe("ACTIVE");
        using var stop = new CancellationTokenSource();
        var listener = new Listener(() => stop.Cancel());

        var outcome = await Agent().RunAsync(Task() with { Progress = listener }, stop.Token);

        Assert.Equal(Cancelled, outcome.Kind);
        Assert.Contains("goes on there. See https://codegen.com/agent/trace/1000", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Creations_keep_to_ten_a_minute()
    {
        var limits = new RateLimits(new NoUsageLedger(), _time);
        var limit = new RateLimit(10, TimeSpan.FromMinutes(1));

        var waits = new List<TimeSpan>();
        for (var use = 0; use < 21; use++)
        {
            waits.Add(await limits.ReserveAsync("create", limit, default));
        }

        Assert.Equal([.. Enumerable.Repeat(0, 10), .. Enumerable.Repeat(1, 10), 2], waits.Select(wait => (int)wait.TotalMinutes));
        Assert.Equal(TimeSpan.Zero, await limits.ReserveAsync("read", limit, default));
    }

    private CodegenAgent Agent(Action<CodegenOptions>? change = null)
    {
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_CODEGEN_TOKEN", CodegenServer.Token);
        var options = new CodegenOptions
        {
            BaseUrl = _server.Address, OrganizationId = 42, RepositoryId = 9, AgentType = "claude_code",
            TokenVariable = "SLIPWAY_TEST_CODEGEN_TOKEN",
        };
        change?.Invoke(options);
        var client = new CodegenClient(new HttpClient(), options, new RateLimits(new NoUsageLedger(), _time), _time);
        return new CodegenAgent(client, options, _home.Get<AgentTools>() with { Time = _time });
    }

    private AgentTask Task() =>
        new("wf-1", "code", 1, "Do it", _home.Directory, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(30));

    private sealed class Listener(Action told) : IProgress<AgentProgress>
    {
        public void Report(AgentProgress value) => told();
    }
}
