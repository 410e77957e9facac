namespace Slipway.Functions.Tests.Definitions;

public sealed class StartTests
{
    private const string Waits = """{ "id": "waits", "steps": [{ "id": "w", "uses": "wait.event", "config": { "event": "go" } }] }""";

    [Fact]
    public async Task What_cannot_start_now_is_refused_with_429_where_nothing_waits()
    {
        await using var app = await AppScene.StartAsync(
            prepare: null, "--Slipway:MaxConcurrentWorkflows", "1", "--Slipway:OnLimit", "reject");
        Assert.Equal(202, (await StartAsync(app)).Status);
        await app.Fixture.RunUntilIdleAsync();

        var refused = await StartAsync(app);

        Assert.Equal((429, "SLW1006"), (refused.Status, refused["code"]));
        Assert.Single((await app.GetAsync("workflows")).Json.GetProperty("workflows").EnumerateArray());
    }

    [Fact]
    public async Task Of_those_that_wait_the_one_with_the_higher_priority_goes_first_and_its_place_is_shown()
    {
        await using var app = await AppScene.StartAsync(prepare: null, "--Slipway:MaxConcurrentWorkflows", "1");
        await StartAsync(app);
        await app.Fixture.RunUntilIdleAsync();
        var early = await StartAsync(app);
        await app.Fixture.RunUntilIdleAsync();

        var urgent = await StartAsync(app, priority: 7);
        await app.Fixture.RunUntilIdleAsync();

        Assert.Equal((2, 1), (await PlaceAsync(app, early["id"]!), await PlaceAsync(app, urgent["id"]!)));
        Assert.Equal(400, (await StartAsync(app, priority: 101)).Status);
    }

    private static Task<HttpAnswer> StartAsync(AppScene app, int priority = 0) => app.SendAsync(
        HttpMethod.Post, "workflows", $$"""{ "definition": {{Waits}}, "priority": {{priority}} }""");

    private static async Task<int> PlaceAsync(AppScene app, string id) =>
        (await app.GetAsync($"workflows/{id}")).Json.GetProperty("queue").GetProperty("place").GetInt32();
}
