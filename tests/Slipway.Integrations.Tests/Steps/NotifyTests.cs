using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Policies;

namespace Slipway.Integrations.Tests.Steps;

public sealed class NotifyTests
{
    [Fact]
    public async Task A_message_goes_to_its_channel_with_the_steps_marker()
    {
        await using var server = await WebServer.StartAsync(200, "");
        using var home = Home(server.Url, "team");

        var outcome = await Step.RunAsync(home, "notify", new { message = "Done.", data = new { number = 7 } });
        await Step.RunAsync(home, "notify", Step.Context(new { message = "Done.", channel = "team" }) with { Attempt = 2 });

        Assert.Equal("team", outcome.Outputs!.Value.GetProperty("channel").GetString());
        Assert.All(server.Requests, request => Assert.Equal($"{Step.WorkflowId}/step", request.Headers["X-Slipway-Id"]));
        Assert.Equal("Done.", JsonElement.Parse(server.Requests.First().Body).GetProperty("text").GetString());
        Assert.Equal(7, JsonElement.Parse(server.Requests.First().Body).GetProperty("data").GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task A_channel_that_does_not_take_it_is_a_failure()
    {
        await using var server = await WebServer.StartAsync(503, "");
        using var home = Home(server.Url, "team");

        var outcome = await Step.RunAsync(home, "notify", new { message = "Done." });

        Assert.Equal((ErrorCodes.NotificationFailed, ErrorCategory.Transient), (outcome.Code, outcome.Category));
    }

    [Fact]
    public async Task A_channel_that_there_is_not_is_said_before_it_runs()
    {
        using var none = new TestHome();
        using var two = Home("http://127.0.0.1:9", "team", "boss");

        Assert.Empty(Step.Problems(none, "notify", new { message = "x" }));
        Assert.Contains("This host has no channel", Step.Find(none, "notify").Missing(default)!.Message);
        Assert.Contains("'channel' is missing. There are: boss, team.", Step.Problems(two, "notify", new { message = "x" })[0]);
        Assert.Contains("Did you mean 'team'?", Step.Problems(two, "notify", new { message = "x", channel = "teem" })[0]);
        Assert.Empty(Step.Problems(two, "notify", new { message = "x", channel = "${{ workflow.branch }}" }));
        Assert.Equal(
            ErrorCodes.StepConfigInvalid, (await Step.RunAsync(two, "notify", new { message = "x", channel = "nobody" })).Code);
    }

    private static TestHome Home(string url, params string[] channels) => new(
    [
        ("Outbound:AllowPrivate", "true"), ("TeamUrl", url),
        .. channels.Select(channel => ($"Notifiers:{channel}:UrlSetting", "Slipway:TeamUrl")),
    ]);
}
