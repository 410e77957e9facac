using Slipway.Functions.Access;
using Slipway.Functions.Api.Description;

namespace Slipway.Functions.Tests.Access;

/// <summary>Who histories and approvals name: whoever really asked.</summary>
public sealed class ActorTests
{
    [Fact]
    public async Task Nobody_acts_in_anothers_name()
    {
        await using var scene = await AccessScene.StartAsync();
        await scene.DefineAsync("hotfix_web");
        var id = await scene.RunAsync("ada", "hotfix_web");
        string[] taken =
        [
            .. ApiDescription.Functions.Where(function => function.Value.Route!.StartsWith("workflows/{id}/", StringComparison.Ordinal)
                    && function.Value.Methods![0] == "post")
                .Select(function => function.Value.Route!.Replace("{id}", id, StringComparison.Ordinal)
                    .Replace("{step}", "go", StringComparison.Ordinal).Replace("{name}", "go", StringComparison.Ordinal)),
        ];

        Assert.Equal(12, taken.Length);
        foreach (var path in taken)
        {
            var forged = await scene.PostAsync("ada", path, new { actor = "root" });
            Assert.True((forged.Status, forged["code"]) == (403, "SLW1009"), $"{path}: {forged.Text}");
            Assert.Contains("actor is 'root', and 'ada' makes it", forged["detail"], StringComparison.Ordinal);
        }

        var started = await scene.PostAsync("ada", "workflows", new { definition = "hotfix_web", actor = "root" });
        var lifecycle = await scene.PostAsync(
            "ada", "workflows", new { requirement = "x", repository = "/tmp", agent = new { name = "a" }, actor = "root" });
        var registered = await scene.AsAsync("root", HttpMethod.Put, "definitions/x?actor=ada", "id: x", "application/yaml");
        Assert.Equal((403, 403), (started.Status, lifecycle.Status));
        Assert.Equal((403, "SLW1009"), (registered.Status, registered["code"]));
    }

    [Fact]
    public async Task Nobody_approves_what_they_started_whatever_they_say()
    {
        await using var scene = await AccessScene.StartAsync();
        await scene.DefineAsync("hotfix_web");
        var id = await scene.RunAsync("ada", "hotfix_web");
        await scene.PostAsync("ada", $"workflows/{id}/events/go", new { actor = "ADA" });
        await scene.App.Fixture.RunUntilIdleAsync();

        var own = await scene.PostAsync("ada", $"workflows/{id}/approve", new { });
        var skipped = await scene.PostAsync("ada", $"workflows/{id}/steps/ok/skip", new { reason = "In a hurry." });
        var viewed = await scene.PostAsync("vic", $"workflows/{id}/approve", new { });
        var other = await scene.PostAsync("root", $"workflows/{id}/approve", new { comment = "Fine." });
        await scene.App.Fixture.EndOfAsync(id);

        Assert.Equal((409, 409, 403, 202), (own.Status, skipped.Status, viewed.Status, other.Status));
        Assert.Contains("ada started the workflow", own["detail"], StringComparison.Ordinal);
        var events = (await scene.GetAsync("vic", $"workflows/{id}/events")).Json.GetProperty("events").EnumerateArray().ToList();
        Assert.Equal("ada", Actor("event_received"));
        Assert.Equal("root", Actor("approval_given"));
        var run = (await scene.GetAsync("vic", $"workflows/{id}")).Json.GetProperty("definition");
        Assert.Equal("ada", run.GetProperty("actor").GetString());

        string? Actor(string type) => events.Single(happened => happened.GetProperty("type").GetString() == type)
            .GetProperty("data").GetProperty("actor").GetString();
    }

    [Fact]
    public async Task A_definition_keeps_who_registered_it()
    {
        await using var scene = await AccessScene.StartAsync();
        await scene.DefineAsync("hotfix_web");

        var listed = (await scene.GetAsync("vic", "definitions")).Json.GetProperty("definitions").EnumerateArray()
            .Single(each => each.GetProperty("id").GetString() == "hotfix_web");

        Assert.Equal("root", listed.GetProperty("versions")[0].GetProperty("registeredBy").GetString());
    }

    [Fact]
    public async Task An_idempotency_key_finds_ones_own_workflow_only()
    {
        await using var scene = await AccessScene.StartAsync();
        await scene.DefineAsync("hotfix_web");
        var body = new { definition = "hotfix_web" };

        var first = await scene.PostAsync("ada", "workflows", body, ("Idempotency-Key", "k"));
        var again = await scene.PostAsync("ada", "workflows", body, ("Idempotency-Key", "k"));
        var other = await scene.PostAsync("ci", "workflows?wait=1", body, ("Idempotency-Key", "k"));
        var changed = await scene.PostAsync("ci", "workflows", new { definition = "hotfix_web", priority = 1 }, ("Idempotency-Key", "k"));
        var stranger = await scene.PostAsync("vic", "workflows", body, ("Idempotency-Key", "k"));

        Assert.Equal((202, 202, 202), (first.Status, again.Status, other.Status));
        Assert.Equal(first["id"], again["id"]);
        Assert.NotEqual(first["id"], other["id"]);
        Assert.Equal((409, 403), (changed.Status, stranger.Status));
        Assert.DoesNotContain(first["id"]!, changed.Text + stranger.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_a_delivery_cannot_be_made_by_a_name() =>
        Assert.NotEqual("github\nd1", new RequestAccess(new("github", []), "", [], _ => { }).KeyOf("d1"));

    [Fact]
    public async Task Whoever_may_only_start_sees_what_they_started_in_the_answer_and_nothing_after()
    {
        await using var scene = await AccessScene.StartAsync();
        await scene.DefineAsync("hotfix_web");

        var started = await scene.PostAsync("ci", "workflows", new { definition = "hotfix_web" });

        Assert.Equal(202, started.Status);
        Assert.Equal(403, (await scene.GetAsync("ci", $"workflows/{started["id"]}")).Status);
        Assert.Equal(403, (await scene.GetAsync("ci", "workflows")).Status);
        Assert.Equal(403, (await scene.PostAsync("ci", $"workflows/{started["id"]}/cancel", new { })).Status);
    }
}
