using System.Text;
using Microsoft.AspNetCore.Http;
using Slipway.Cli.Tests.Doubles;
using Slipway.Core.Security;

namespace Slipway.Cli.Tests.Commands;

public sealed class WebhookReplayTests
{
    private const string Payload = """{"action":"closed","pull_request":{"merged":true}}""";

    [Theory]
    [InlineData("SLIPWAY_WEBHOOK_SECRET")]
    [InlineData("Slipway__WebhookSecret")]
    public async Task A_payload_is_sent_signed_and_has_the_same_id_each_time(string variable)
    {
        var seen = new List<(string Event, string Id, bool Signed)>();
        await using var host = await HostAsync(seen);
        using var cli = new CliRun(host) { [variable] = "a secret" };
        await File.WriteAllTextAsync(Path.Combine(cli.Path, "payload.json"), Payload);

        Assert.Equal(0, await cli.InvokeAsync("webhook", "replay", "payload.json", "--event", "pull_request"));
        Assert.Equal(0, await cli.InvokeAsync("webhook", "replay", "payload.json", "--event", "pull_request"));

        Assert.Equal(("pull_request", true), (seen[0].Event, seen[0].Signed));
        Assert.Equal(seen[0], seen[1]);
        Assert.Contains("handled", cli.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_of_GitHubs_API_says_its_event_and_id_itself()
    {
        var seen = new List<(string Event, string Id, bool Signed)>();
        await using var host = await HostAsync(seen);
        using var cli = new CliRun(host) { ["SLIPWAY_WEBHOOK_SECRET"] = "a secret" };
        await File.WriteAllTextAsync(
            Path.Combine(cli.Path, "delivery.json"),
            $$$"""{"id":1,"guid":"0b989ba4","event":"pull_request","request":{"headers":{},"payload":{{{Payload}}} } }""");

        Assert.Equal(0, await cli.InvokeAsync("webhook", "replay", "delivery.json"));

        Assert.Equal(("pull_request", "0b989ba4", true), Assert.Single(seen));
    }

    [Fact]
    public async Task What_is_missing_is_said()
    {
        await using var host = await HostAsync([]);
        using var cli = new CliRun(host);
        await File.WriteAllTextAsync(Path.Combine(cli.Path, "payload.json"), Payload);
        await File.WriteAllTextAsync(Path.Combine(cli.Path, "text.json"), "text");

        Assert.Equal(2, await cli.InvokeAsync("webhook", "replay", "payload.json"));
        cli["SLIPWAY_WEBHOOK_SECRET"] = "a secret";
        Assert.Equal(2, await cli.InvokeAsync("webhook", "replay", "payload.json"));
        Assert.Equal(2, await cli.InvokeAsync("webhook", "replay", "text.json"));
        Assert.Equal(2, await cli.InvokeAsync("webhook", "replay", "none.json"));
        cli["SLIPWAY_WEBHOOK_SECRET"] = "another secret";
        Assert.Equal(3, await cli.InvokeAsync("webhook", "replay", "payload.json", "--event", "push"));

        var words = cli.Error.ToString();
        foreach (var word in new[] { "SLIPWAY_WEBHOOK_SECRET", "--event", "no JSON", "no file", "another webhook secret" })
        {
            Assert.Contains(word, words, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("a secret", words, StringComparison.Ordinal);
    }

    private static async Task<FakeHost> HostAsync(List<(string Event, string Id, bool Signed)> seen)
    {
        var host = await FakeHost.StartAsync();
        host.Intercept = async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var body = Encoding.UTF8.GetBytes(await reader.ReadToEndAsync());
            var signed = WebhookSignature.Verify("a secret", body, http.Request.Headers["X-Hub-Signature-256"]);
            seen.Add(($"{http.Request.Headers["X-GitHub-Event"]}", $"{http.Request.Headers["X-GitHub-Delivery"]}", signed));
            http.Response.StatusCode = signed ? 202 : 401;
            await http.Response.WriteAsync("""{"outcome":"handled","reason":"Done."}""");
            return true;
        };
        return host;
    }
}
