using Slipway.Core.Ports;
using static Slipway.Core.Ports.AgentOutcomeKind;

namespace Slipway.Integrations.Tests.Agents.A2A;

/// <summary>An agent, or a proxy before it, that does not answer as it should: no task is paid for twice where it can be found, and none
/// that is paid for is lost.</summary>
public sealed class A2AFaultTests : IAsyncLifetime
{
    private static readonly object[] TwoLooks = [new { state = "working" }, new { state = "completed", say = "Done." }];

    private A2AServer _server = null!;
    private A2AScene _scene = null!;

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var method in new[] { "card", "SendMessage", "GetTask" })
            {
                foreach (var fault in Faults.All)
                {
                    cases.Add(method, fault);
                }
            }

            return cases;
        }
    }

    public async Task InitializeAsync()
    {
        _server = await A2AServer.StartAsync("1.0");
        _scene = await A2AScene.OpenAsync(_server);
    }

    public async Task DisposeAsync()
    {
        _scene.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_faulty_answer_is_asked_for_again(string method, string fault)
    {
        _server.Answer(method, Faults.Answer(fault));

        var outcome = await _scene.RunAsync(TwoLooks);

        Assert.Equal((Succeeded, "Done.", "context-1"), (outcome.Kind, outcome.Text, outcome.SessionId));
        Assert.Single(_server.Tasks);
        Assert.DoesNotContain(IA2APeer.Token, outcome.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_whose_beginning_was_not_answered_is_found_and_not_paid_twice()
    {
        _server.BreaksAfterBeginning = true;

        var outcome = await _scene.RunAsync(TwoLooks);

        Assert.Equal((Succeeded, "context-1"), (outcome.Kind, outcome.SessionId));
        Assert.Equal((1, 1), (_server.Count("SendMessage"), _server.Count("ListTasks")));
    }

    [Fact]
    public async Task A_task_that_a_host_began_and_did_not_live_to_keep_is_found_by_the_next()
    {
        using var stop = new CancellationTokenSource();
        _server.BreaksAfterBeginning = true;
        _server.IsDown = method =>
        {
            // It dies while it looks whether its message has begun a task.
            if (method == "ListTasks")
            {
                _scene.Host.Cancel();
                stop.Cancel();
            }

            return method == "ListTasks";
        };
        var task = _scene.Task(TwoLooks);
        var died = await _scene.Agent().RunAsync(task, stop.Token);
        _server.IsDown = _ => false;

        var found = await _scene.Agent().RunAsync(task, default);

        Assert.Equal((Cancelled, Succeeded), (died.Kind, found.Kind));
        Assert.Equal(1, _server.Count("SendMessage"));
    }

    [Fact]
    public async Task An_agent_that_is_away_for_ten_minutes_is_waited_for_once_a_task_is_paid_for()
    {
        var back = _scene.Time.GetUtcNow() + TimeSpan.FromMinutes(10);
        _server.IsDown = method => method == "GetTask" && _scene.Time.GetUtcNow() < back;

        var outcome = await _scene.RunAsync(TwoLooks);

        Assert.Equal((Succeeded, "context-1"), (outcome.Kind, outcome.SessionId));
        Assert.Equal(1, _server.Count("SendMessage"));
        Assert.True(_scene.Time.GetUtcNow() >= back);
    }

    [Theory]
    [InlineData("77", 77)]
    [InlineData("99999999999", 2)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", 300)]
    public async Task A_wait_that_is_asked_for_while_a_task_goes_on_is_kept_and_none_is_for_years(string retryAfter, int least)
    {
        var start = _scene.Time.GetUtcNow();
        _server.Refuse("GetTask", 429, retryAfter);

        var outcome = await _scene.RunAsync(TwoLooks);

        Assert.Equal(Succeeded, outcome.Kind);
        Assert.InRange(_scene.Time.GetUtcNow() - start, TimeSpan.FromSeconds(least), TimeSpan.FromMinutes(6));
    }

    [Fact]
    public async Task A_long_wait_that_is_asked_for_before_a_task_begins_is_the_workflows()
    {
        _server.Refuse("SendMessage", 429, retryAfter: "3600");

        var outcome = await _scene.RunAsync(TwoLooks);

        Assert.Equal((RateLimited, TimeSpan.FromHours(1)), (outcome.Kind, outcome.RetryAfter));
    }

    [Theory]
    [InlineData(401, Auth)]
    [InlineData(402, Budget)]
    [InlineData(403, Auth)]
    [InlineData(404, Protocol)]
    [InlineData(307, Protocol)]
    public async Task A_refusal_says_what_it_means(int status, AgentOutcomeKind kind)
    {
        _server.Refuse("SendMessage", status);

        var outcome = await _scene.RunAsync(TwoLooks);

        Assert.Equal(kind, outcome.Kind);
        Assert.StartsWith($"The agent 'remote' answered {status}: scripted {status}", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(1, _server.Count("SendMessage"));
    }

    [Theory]
    [InlineData(-32602, Protocol, 1)]
    [InlineData(-32601, Protocol, 1)]
    [InlineData(-32006, ApiError, 1)]
    [InlineData(-32603, Succeeded, 2)]
    public async Task An_error_of_the_protocol_says_what_it_means(int code, AgentOutcomeKind kind, int sent)
    {
        _server.Fail("SendMessage", code);

        var outcome = await _scene.RunAsync(TwoLooks);

        Assert.Equal((kind, sent), (outcome.Kind, _server.Count("SendMessage")));
        Assert.Contains(kind == Succeeded ? "completed" : $"answered with the error {code}", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_goes_on_answering_nonsense_is_asked_five_times()
    {
        for (var look = 0; look < 10; look++)
        {
            _server.Answer("GetTask", Faults.Answer("wrong-form"));
        }

        var outcome = await _scene.RunAsync(TwoLooks);

        Assert.Equal((Protocol, 5), (outcome.Kind, _server.Count("GetTask")));
        Assert.Contains("in a form that is not the A2A protocol's", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_none()
    {
        _server.Answer("GetTask", async context =>
        {
            var piece = new string('x', 1024 * 1024);
            for (var written = 0; written < 17; written++)
            {
                await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, piece);
            }
        });

        var outcome = await _scene.RunAsync(TwoLooks);

        Assert.Equal((Succeeded, 3), (outcome.Kind, _server.Count("GetTask")));
    }

    [Fact]
    public async Task A_task_that_the_agent_has_forgotten_is_begun_again()
    {
        using var stop = new CancellationTokenSource();
        var listener = new A2AScene.Listener(_ =>
        {
            _scene.Host.Cancel();
            stop.Cancel();
        });
        var task = _scene.Task(TwoLooks);
        await _scene.Agent().RunAsync(task with { Progress = listener }, stop.Token);
        await using var reborn = await A2AServer.StartAsync("1.0");

        var outcome = await _scene.Agent(definition => definition.Endpoint = reborn.Address).RunAsync(task, default);

        Assert.Equal(Succeeded, outcome.Kind);
        var again = Assert.Single(reborn.Messages);
        Assert.NotEqual((string?)_server.Messages.Single()["message"]!["messageId"], (string?)again["message"]!["messageId"]);
    }

    [Fact]
    public async Task A_conversation_that_the_agent_has_forgotten_is_begun_again()
    {
        await _scene.RunAsync(TwoLooks);
        await using var reborn = await A2AServer.StartAsync("1.0");

        var outcome = await _scene.Agent(definition => definition.Endpoint = reborn.Address)
            .RunAsync(_scene.Task(TwoLooks) with { Resume = true, Marker = "wf-1/code-2" }, default);

        Assert.Equal(Succeeded, outcome.Kind);
        Assert.Equal(["context-1", null], reborn.Messages.Select(message => (string?)message["message"]!["contextId"]));
    }
}
