using Microsoft.AspNetCore.Http;
using Slipway.Cli.Tests.Doubles;

namespace Slipway.Cli.Tests.Commands;

/// <summary>pause, resume, cancel, recover, approve, reject.</summary>
public sealed class SignalVerbsTests
{
    [Theory]
    [InlineData("pause", """{"actor":"tester","reason":"freeze"}""", "--reason", "freeze")]
    [InlineData("resume", """{"actor":"tester"}""")]
    [InlineData("cancel", """{"actor":"tester","reason":"not wanted"}""", "--reason", "not wanted")]
    [InlineData("approve", """{"actor":"tester","comment":"fine"}""", "--reason", "fine")]
    [InlineData("reject", """{"actor":"tester","comment":"no"}""", "--reason", "no")]
    [InlineData("approve", """{"actor":"tester","step":"ship","form":{"ticket":"OPS-12","window":3}}""", "--step", "ship",
        "--form", "ticket=OPS-12", "--form", "window=3")]
    [InlineData("reject", """{"actor":"tester","comment":"no","step":"ship"}""", "--reason", "no", "--step", "ship")]
    [InlineData("recover", """{"actor":"tester","decision":"retry"}""")]
    [InlineData("recover", """{"actor":"tester","decision":"retry","step":"audit"}""", "--step", "audit")]
    [InlineData("recover", """{"actor":"tester","decision":"go_back","step":"audit"}""", "--decision", "go-back", "--step", "audit")]
    [InlineData("recover", """{"actor":"tester","decision":"go_back","state":"CODING","agent":{"name":"b"}}""", "--decision", "go-back",
        "--state", "coding", "--agent", "b")]
    [InlineData("recover", """{"actor":"tester","reason":"flaky","decision":"skip"}""", "--decision", "skip", "--reason", "flaky")]
    [InlineData("recover", """{"actor":"tester","decision":"abort"}""", "--decision", "abort")]
    [InlineData("recover", """{"actor":"tester","decision":"retry","agent":{"command":"x y"}}""", "--agent-command", "x y")]
    public async Task A_verb_sends_who_and_why(string verb, string body, params string[] options)
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", new FakeHost.Frame(Some.Workflow()));
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync([verb, "wf-1", .. options]));

        var request = Assert.Single(host.Requests, request => request.Method == "POST");
        Assert.Equal($"/api/workflows/wf-1/{verb}", request.Path);
        Assert.Equal(body, request.Body!.ToJsonString());
    }

    [Fact]
    public async Task An_event_is_sent_with_what_it_brings_to_the_host_of_the_data_directory()
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun(host, running: false);
        host.WriteFiles(Path.Combine(cli.Path, "other"));
        host.Intercept = async http =>
        {
            await http.Response.WriteAsJsonAsync(Some.Workflow());
            return true;
        };

        Assert.Equal(0, await cli.InvokeAsync("event", "wf-1", "deployed", "--value", "url=https://a.example", "--data", "other"));

        var (_, path, body) = Assert.Single(host.Requests);
        Assert.Equal("/api/workflows/wf-1/events/deployed", path);
        Assert.Equal("""{"url":"https://a.example"}""", body!["data"]!.ToJsonString());
    }

    [Fact]
    public async Task A_verb_waits_until_its_effect_shows()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add(
            "wf-1",
            new FakeHost.Frame(Some.Workflow()),
            new FakeHost.Frame(Some.Workflow()),
            new FakeHost.Frame(Some.Workflow(status: "paused", more: """{"waitingFor":"Paused by tester."}""")));
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("pause", "wf-1"));

        Assert.Equal("wf-1  paused  CODING", cli.Output.ToString().Trim());
        Assert.Equal("Paused by tester.", cli.Error.ToString().Trim());
    }

    [Fact]
    public async Task A_verb_whose_effect_takes_long_says_that_it_was_accepted()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", new FakeHost.Frame(Some.Workflow()));
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("pause", "wf-1"));

        Assert.Contains("accepted; not done yet: Waits for the agent.", cli.Error.ToString());
    }

    [Fact]
    public async Task A_recovery_that_failed_again_at_once_was_done()
    {
        await using var host = await FakeHost.StartAsync();
        var again = Some.Failed();
        again["updatedAt"] = "2026-01-02T03:05:00Z";
        host.Add("wf-1", new FakeHost.Frame(Some.Failed()), new FakeHost.Frame(Some.Failed()), new FakeHost.Frame(again));
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("recover", "wf-1"));

        Assert.Equal("wf-1  failed  FAILED", cli.Output.ToString().Trim());
        Assert.DoesNotContain("not done yet", cli.Error.ToString());
    }

    [Fact]
    public async Task What_is_not_allowed_now_is_refused_with_2_and_says_why()
    {
        await using var host = await FakeHost.StartAsync();
        host.Intercept = FakeHost.Refuse(409, "SLW1002", "wf-1 is COMPLETED; only a failed workflow is recovered.");
        using var cli = new CliRun(host);

        Assert.Equal(2, await cli.InvokeAsync("recover", "wf-1"));

        Assert.Contains("only a failed workflow is recovered. (SLW1002)", cli.Error.ToString());
    }

    [Theory]
    [InlineData("go-back to where?", "--decision", "go-back")]
    [InlineData("go-back to where?", "--decision", "go-back", "--state", "CODING", "--step", "audit")]
    [InlineData("--state goes with --decision go-back only", "--state", "CODING")]
    [InlineData("give --reason", "--decision", "skip")]
    [InlineData("not recognized", "--decision", "hope")]
    [InlineData("exclude each other", "--agent", "a", "--agent-command", "b")]
    public async Task A_decision_that_makes_no_sense_is_never_sent(string words, params string[] options)
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun(host);

        Assert.Equal(2, await cli.InvokeAsync(["recover", "wf-1", .. options]));

        Assert.Contains(words, cli.Error.ToString());
        Assert.Empty(host.Requests);
    }
}
