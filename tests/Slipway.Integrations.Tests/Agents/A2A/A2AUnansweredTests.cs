using System.Net;
using System.Net.Sockets;
using Slipway.Integrations.Agents.A2A;
using static Slipway.Core.Ports.AgentOutcomeKind;

namespace Slipway.Integrations.Tests.Agents.A2A;

/// <summary>A message without an answer, to an agent that cannot be asked whether it began a task with it.</summary>
public sealed class A2AUnansweredTests : IAsyncLifetime
{
    private static readonly object[] TwoLooks = [new { state = "working" }, new { state = "completed", say = "Done." }];

    private A2AServer _server = null!;
    private A2AScene _scene = null!;

    public async Task InitializeAsync()
    {
        _server = await A2AServer.StartAsync("0.3");
        _scene = await A2AScene.OpenAsync(_server);
    }

    public async Task DisposeAsync()
    {
        _scene.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(null, "did not answer: ")]
    [InlineData(502, "answered 502: ")]
    [InlineData(503, "answered 503: ")]
    [InlineData(504, "answered 504: ")]
    public async Task What_may_have_arrived_is_not_sent_again(int? status, string says)
    {
        if (status is { } refusal)
        {
            _server.Refuse("SendMessage", refusal);
        }

        _server.BreaksAfterBeginning = status is null;

        var outcome = await _scene.RunAsync(TwoLooks);

        Assert.Equal((ApiError, 1), (outcome.Kind, _server.Count("SendMessage")));
        Assert.StartsWith($"The agent 'remote' {says}", outcome.Message, StringComparison.Ordinal);
        Assert.EndsWith(" A task of it may go on there.", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_in_a_wrong_form_has_arrived()
    {
        _server.Answer("SendMessage", Faults.Answer("wrong-form"));

        var outcome = await _scene.RunAsync(TwoLooks);

        Assert.Equal((Protocol, 1), (outcome.Kind, _server.Count("SendMessage")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_of_version_1_0_that_cannot_be_asked_is_sent_nothing_again(bool forgetsMessages)
    {
        await using var server = await A2AServer.StartAsync("1.0");
        using var scene = await A2AScene.OpenAsync(server);
        server.BreaksAfterBeginning = true;
        if (forgetsMessages)
        {
            server.Written = json => json.Replace("\"messageId\"", "\"other\"", StringComparison.Ordinal);
        }
        else
        {
            server.Fail("ListTasks", -32601);
        }

        var outcome = await scene.RunAsync(TwoLooks);

        Assert.Equal((ApiError, 1), (outcome.Kind, server.Count("SendMessage")));
    }

    [Fact]
    public async Task What_was_refused_is_sent_again()
    {
        _server.Refuse("SendMessage", 429);
        _server.Fail("SendMessage", A2AException.InternalError);

        var outcome = await _scene.RunAsync(TwoLooks);

        Assert.Equal((Succeeded, 3), (outcome.Kind, _server.Count("SendMessage")));
        Assert.Single(_server.Tasks);
    }

    [Fact]
    public async Task What_found_nobody_did_not_arrive()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var nobody = new Uri($"http://{free.LocalEndpoint}");
        free.Stop();
        using var http = new HttpClient();
        var client = new A2AClient(http, http, new AgentDefinition { Endpoint = nobody }, _scene.Time);

        var refusal = await Assert.ThrowsAsync<A2AException>(
            () => client.GetAsync(new A2AInterface(nobody, A2AVersion.V03, "0.3", Tenant: null, AgentVersion: null), "task-1", default));

        Assert.False(refusal.MayHaveArrived);
    }

    [Fact]
    public async Task The_next_host_sends_the_same_message_again()
    {
        using var stop = new CancellationTokenSource();
        var script = _server.Script;
        _server.Script = message =>
        {
            _scene.Host.Cancel();
            stop.Cancel();
            return script(message);
        };
        var task = _scene.Task(TwoLooks);

        var left = await _scene.Agent().RunAsync(task, stop.Token);
        var found = await _scene.Agent().RunAsync(task, default);

        Assert.Equal((Cancelled, Succeeded), (left.Kind, found.Kind));
        var ids = _server.Messages.Select(message => (string?)message["message"]!["messageId"]).ToList();
        Assert.Equal(2, ids.Count);
        Assert.Single(ids.Distinct());
    }
}
