using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Moq;
using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Functions.Tests.Api;

public sealed class StartTests
{
    private readonly ApiScene _scene = new();

    [Fact]
    public async Task A_workflow_is_accepted_and_says_where_it_is()
    {
        var answer = await _scene.Body(Some.Request()).StartAsync();

        Assert.Equal(202, answer.Status);
        var id = answer.String("id")!;
        Assert.True(WorkflowId.TryParse(id, out _));
        Assert.Equal($"/api/workflows/{id}", answer.Headers.Location.ToString());
        Assert.Equal("IDLE", answer.String("state"));
        Assert.Equal("pending", answer.String("status"));
        Assert.Equal($"slipway/{id}", answer.String("branch"));
        Assert.Equal("Add a greeting.", answer.String("requirement"));
        Assert.All(
            new[] { "self", "events", "pause", "resume", "cancel", "recover", "approve", "reject", "statusQuery" },
            link => Assert.StartsWith($"/api/workflows/{id}", answer.Json.GetProperty("links").GetProperty(link)
                .GetString(), StringComparison.Ordinal));
        _scene.Workspaces.Verify(workspaces => workspaces.InspectAsync("/repos/shop", null, It.IsAny<CancellationToken>()));
        _scene.Agents.Verify(agents => agents.Find(new AgentSelector("first", null)));
    }

    [Theory]
    [InlineData("requirement")]
    [InlineData("repository")]
    [InlineData("agent")]
    public async Task A_missing_field_is_named(string field)
    {
        var body = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["requirement"] = "Add a greeting.", ["repository"] = "/repos/shop", ["agent"] = new { name = "first" },
        };
        body.Remove(field);

        var answer = await _scene.Body(body).StartAsync();

        AssertInvalid(answer, field, "missing");
    }

    [Fact]
    public async Task A_gate_that_this_host_cannot_run_is_said_before_anything_starts()
    {
        _scene.Gates.Setup(gates => gates.Missing(It.Is<GateSpec>(gate => gate.Kind == GateKind.AiReview)))
            .Returns(new SlipwayException(ErrorCodes.AiNotConfigured, "The gate 'review' cannot be run: no model."));

        var answer = await _scene.Body(Some.Request() with { Gates = [new GateSpec("review") { Kind = GateKind.AiReview }] }).StartAsync();

        Assert.Equal((400, ErrorCodes.AiNotConfigured), (answer.Status, answer.Code));
        Assert.Empty(_scene.Instances);
    }

    [Fact]
    public async Task A_step_whose_plugin_lacks_something_here_is_said_before_anything_starts()
    {
        var plugin = new Mock<IStepPlugin>();
        plugin.Setup(each => each.Name).Returns("ai.decide");
        plugin.Setup(each => each.Missing(It.IsAny<JsonElement>()))
            .Returns(new SlipwayException(ErrorCodes.AiNotConfigured, "No model."));
        _scene.Plugins.Add(plugin.Object);

        var answer = await _scene.Body("""{"definition":{"id":"one","steps":[{"id":"ask","uses":"ai.decide","config":{}}]}}""")
            .StartAsync();

        Assert.Equal((400, ErrorCodes.AiNotConfigured), (answer.Status, answer.Code));
        Assert.Contains("The step 'ask' cannot be run: No model.", answer.Detail, StringComparison.Ordinal);
        Assert.Empty(_scene.Instances);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var answer = await _scene.Body(Some.Request() with { Requirement = " ", Repository = "relative", MaxRetries = 4 }).StartAsync();

        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal("urn:slipway:error:SLW1001", answer.String("type"));
        Assert.Equal(
            ["maxRetries", "repository", "requirement"],
            answer.Json.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
        AssertInvalid(answer, "maxRetries", "0 to 3");
        Assert.Contains("maxRetries must be 0 to 3", answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"requirement":5,"repository":"/repos/shop","agent":{"name":"first"}}""", "requirement")]
    [InlineData("""{"requirement":"x","repository":"/repos/shop","agent":"first"}""", "agent")]
    [InlineData("""{"requirement":"x","repository":"/repos/shop","agent":{"name":"first"},"maxRetries":"many"}""", "maxRetries")]
    [InlineData("""{"requirement":"x","repository":"/repos/shop","agent":{"name":"first"},"maxRetries":"3"}""", "maxRetries")]
    [InlineData("""{"requirement":"\ud800","repository":"/repos/shop","agent":{"name":"first"}}""", "requirement")]
    public async Task A_field_of_the_wrong_kind_is_named(string body, string field)
    {
        var answer = await _scene.Body(body).StartAsync();

        AssertInvalid(answer, field, "");
        Assert.DoesNotContain("Slipway.Core", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("agent", """{"command":7}""", "a string")]
    [InlineData("gates", """{"tests":"make test"}""", "a list")]
    [InlineData("gates", """["make test"]""", "an object with name, command, timeLimitSeconds")]
    [InlineData("gates", """[{"name":"tests","command":"make test","timeLimitSeconds":1.5}]""", "a whole number")]
    public async Task A_value_of_the_wrong_kind_inside_a_field_is_told_what_would_be_right(string field, string value, string expected)
    {
        var body = JsonNode.Parse("""{"requirement":"x","repository":"/repos/shop","agent":{"name":"first"}}""")!;
        body[field] = JsonNode.Parse(value);

        AssertInvalid(await _scene.Body(body.ToJsonString()).StartAsync(), field, expected);
    }

    [Theory]
    [InlineData("agent", """{"name":"first","model":"best"}""", "agent.model")]
    [InlineData("gates", """[{"name":"tests","command":"make test","timeLimit":5}]""", "gates[0].timeLimit")]
    public async Task A_field_that_does_not_exist_inside_another_is_named_too(string field, string value, string path)
    {
        var body = JsonNode.Parse("""{"requirement":"x","repository":"/repos/shop","agent":{"name":"first"}}""")!;
        body[field] = JsonNode.Parse(value);

        AssertInvalid(await _scene.Body(body.ToJsonString()).StartAsync(), path, "name, command");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_body_that_says_it_is_no_JSON_is_told_which_type_would_be_right(string contentType)
    {
        _scene.Request.ContentType = contentType;

        var answer = await _scene.Body(Some.Request()).StartAsync();

        Assert.Equal((415, ErrorCodes.InvalidRequest), (answer.Status, answer.Code));
        Assert.Contains("application/json", answer.Detail, StringComparison.Ordinal);
        AssertStarted(Times.Never());
    }

    [Theory]
    [InlineData("\"sometimes\"")]
    [InlineData("7")]
    public async Task A_word_that_is_none_of_the_allowed_is_answered_with_those(string merge)
    {
        var answer = await _scene.Body(
            $$"""{"requirement":"x","repository":"/repos/shop","agent":{"name":"first"},"merge":{{merge}}}""").StartAsync();

        AssertInvalid(answer, "merge", "after_approval");
    }

    [Fact]
    public async Task A_field_that_does_not_exist_is_no_field_that_is_ignored()
    {
        var answer = await _scene.Body("""{"requirement":"x","repository":"/repos/shop","agent":{"name":"first"},"gate":[]}""")
            .StartAsync();

        AssertInvalid(answer, "gate", "gates");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("hello")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"requirement":"one","requirement":"two"}""")]
    public async Task A_body_that_is_no_JSON_object_is_refused(string body)
    {
        var answer = await _scene.Body(body).StartAsync();

        Assert.Equal((400, ErrorCodes.InvalidRequest), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var answer = await _scene.Body(new string(' ', 1024 * 1024 + 1)).StartAsync();

        Assert.Equal((413, ErrorCodes.InvalidRequest), (answer.Status, answer.Code));
        Assert.Contains("1,024 KiB", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_requirement_without_a_printable_word_is_none()
    {
        AssertInvalid(await _scene.Body(Some.Request() with { Requirement = "\u0001\u0002" })
            .StartAsync(), "requirement", "what is wanted");
    }

    [Fact]
    public async Task What_cannot_work_is_refused_before_anything_starts()
    {
        _scene.Workspaces.Setup(
            workspaces => workspaces.InspectAsync(It.IsAny<string>(), It.IsAny<string?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new SlipwayException(ErrorCodes.RepositoryDirty, "Commit first."));

        var answer = await _scene.Body(Some.Request()).StartAsync();

        Assert.Equal((400, ErrorCodes.RepositoryDirty, "Commit first."), (answer.Status, answer.Code, answer.Detail));
        AssertStarted(Times.Never());
    }

    [Fact]
    public async Task A_fallback_agent_that_does_not_exist_is_refused_too()
    {
        _scene.Agents.Setup(agents => agents.Find(new AgentSelector("second", null)))
            .Throws(new SlipwayException(ErrorCodes.AgentNotAvailable, "There is no agent 'second'."));

        var answer = await _scene.Body(Some.Request() with { FallbackAgents = [new("second")] }).StartAsync();

        Assert.Equal((400, ErrorCodes.AgentNotAvailable), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task An_agent_that_cannot_do_what_a_lifecycle_needs_is_refused_and_so_are_fallback_agents_of_which_none_can()
    {
        Cannot("first", AgentCapability.Fix);
        Cannot("second", AgentCapability.Plan);

        var refused = await _scene.Body(Some.Request()).StartAsync();
        var useless = await _scene.Body(Some.Request() with { Agent = new("third"), FallbackAgents = [new("second")] }).StartAsync();
        var useful = await _scene.Body(
            Some.Request() with { Agent = new("third"), FallbackAgents = [new("second"), new("first")] }).StartAsync();

        Assert.Equal((400, ErrorCodes.AgentCannot), (refused.Status, refused.Code));
        Assert.Equal("The lifecycle cannot be run: The agent first cannot Fix.", refused.Detail);
        Assert.Equal("The lifecycle would have no agent to fall back on: The agent second cannot Plan.", useless.Detail);
        Assert.Equal(202, useful.Status);
    }

    [Theory]
    [InlineData("""{"id":"one","uses":"agent.run","config":{}}""", null)]
    [InlineData("""{"id":"one","uses":"agent.run","agent":"planner","config":{}}""", "The step 'one' cannot be run: The agent planner ")]
    [InlineData("""{"id":"one","uses":"agent.run","agent":"${{ workflow.agent }}","config":{}}""", null)]
    [InlineData(
        """{"id":"all","type":"foreach","agent":"planner","config":{"items":[1]},"steps":[{"id":"one","uses":"agent.run","config":{}}]}""",
        "The step 'one' cannot be run: The agent planner ")]
    [InlineData(
        """{"id":"all","type":"parallel","steps":[{"id":"one","uses":"agent.run","config":{},"agent":"planner"}]}""",
        "The step 'one' cannot be run: The agent planner ")]
    public async Task A_step_whose_agent_cannot_do_its_work_is_refused_before_anything_starts(string step, string? problem)
    {
        Cannot("planner", AgentCapability.Code);
        var plugin = new Mock<IStepPlugin>();
        plugin.Setup(each => each.Name).Returns("agent.run");
        plugin.Setup(each => each.UsesAgent).Returns(true);
        plugin.Setup(each => each.NeedsOfAgent(It.IsAny<JsonElement>())).Returns([AgentCapability.Code]);
        _scene.Plugins.Add(plugin.Object);

        var answer = await _scene.Body(
            $$"""{"agent":{"name":"first"},"repository":"/repos/shop","definition":{"id":"x","steps":[{{step}}] } }""").StartAsync();

        Assert.Equal(problem is null ? 202 : 400, answer.Status);
        Assert.Equal(problem is null ? 1 : 0, _scene.Scheduled.Count);
        if (problem is not null)
        {
            Assert.Equal(ErrorCodes.AgentCannot, answer.Code);
            Assert.StartsWith(problem, answer.Detail, StringComparison.Ordinal);
        }
    }

    private void Cannot(string agent, AgentCapability work) => _scene.Agents
        .Setup(agents => agents.WhyNot(new AgentSelector(agent, null), work))
        .Returns(new SlipwayException(ErrorCodes.AgentCannot, $"The agent {agent} cannot {work}."));

    [Fact]
    public async Task A_credential_in_a_requirement_is_not_kept()
    {
        var answer = await _scene.Body(Some.Request() with { Requirement = "Use ghp_0123456789abcdefghijklmnopqrstuvwxyz." }).StartAsync();

        Assert.Equal("Use [redacted].", answer.String("requirement"));
    }

    [Fact]
    public async Task The_same_key_with_the_same_request_is_the_same_workflow()
    {
        _scene.Header("Idempotency-Key", "monday");
        var first = await _scene.Body(Some.Request()).StartAsync();
        var again = await _scene.Body(Some.Request()).StartAsync();

        Assert.Equal(202, again.Status);
        Assert.Equal(first.String("id"), again.String("id"));
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        AssertStarted(Times.Once());
    }

    [Fact]
    public async Task The_same_key_with_another_request_is_a_conflict()
    {
        _scene.Header("Idempotency-Key", "monday");
        await _scene.Body(Some.Request()).StartAsync();
        var other = await _scene.Body(Some.Request() with { MaxRetries = 0 }).StartAsync();

        Assert.Equal((409, ErrorCodes.IdempotencyConflict), (other.Status, other.Code));
        AssertStarted(Times.Once());
    }

    [Fact]
    public async Task Of_two_requests_with_one_key_at_the_same_time_one_starts_and_both_get_its_id()
    {
        _scene.Client.Setup(client => client.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .Callback<TaskName, object?, StartOrchestrationOptions?, CancellationToken>((_, input, options, _) => _scene.Has(
                ApiScene.Metadata(options!.InstanceId!, (WorkflowRequest)input!, OrchestrationRuntimeStatus.Running)))
            .ThrowsAsync(new InvalidOperationException("It exists."));

        var answer = await _scene.Header("Idempotency-Key", "monday").Body(Some.Request()).StartAsync();

        Assert.Equal(202, answer.Status);
        Assert.Equal(WorkflowId.ForIdempotencyKey("monday").Value, answer.String("id"));
    }

    [Fact]
    public async Task A_start_that_fails_for_another_reason_is_no_success()
    {
        _scene.Client.Setup(client => client.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InvalidOperationException("No storage."));

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _scene.Header("Idempotency-Key", "monday").Body(Some.Request()).StartAsync());
    }

    [Fact]
    public async Task No_existing_workflow_is_ever_replaced()
    {
        await _scene.Header("Idempotency-Key", "monday").Body(Some.Request()).StartAsync();

        _scene.Client.Verify(client => client.ScheduleNewOrchestrationInstanceAsync(
            It.Is<TaskName>(name => name.Name == "CiCdLifecycle"),
            It.IsAny<object?>(),
            It.Is<StartOrchestrationOptions?>(
                options => options!.DedupeStatuses!.Count == StartOrchestrationOptionsExtensions.ValidDedupeStatuses.Count),
            It.IsAny<CancellationToken>()));
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused()
    {
        var answer = await _scene.Header("Idempotency-Key", new string('k', 201)).Body(Some.Request()).StartAsync();

        Assert.Equal((400, ErrorCodes.InvalidRequest), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_operators_limit_for_a_states_time_holds()
    {
        _scene.Options.MaxStateTimeoutMinutes = 5;

        AssertInvalid(await _scene.Body(Some.Request() with { StateTimeoutMinutes = 6, AgentSilenceMinutes = 5 })
            .StartAsync(), "stateTimeoutMinutes", "at most 5");
    }

    private static void AssertInvalid(ApiAnswer answer, string field, string expected)
    {
        Assert.Equal((400, ErrorCodes.InvalidRequest), (answer.Status, answer.Code));
        var messages = answer.Json.GetProperty("errors").GetProperty(field).EnumerateArray().Select(message => message.GetString());
        Assert.Contains(messages, message => message!.Contains(expected, StringComparison.Ordinal));
    }

    private void AssertStarted(Times times) => _scene.Client.Verify(
        client => client.ScheduleNewOrchestrationInstanceAsync(
            It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()),
        times);
}
