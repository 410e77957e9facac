namespace Slipway.Functions.Tests.Definitions;

/// <summary>What definitions need that others run as children.</summary>
public sealed class ChildNeedsTests
{
    private const string Thinker = """
        id: thinker
        steps:
          - { id: think, uses: ai.decide, config: { question: Why?, choices: [a, b] } }
        """;

    private const string Middle = """
        id: middle
        steps:
          - { id: each, type: foreach, config: { items: [1] }, steps: [{ id: ask, type: subflow, uses: thinker }] }
        """;

    [Theory]
    [InlineData("""{ "id": "s", "type": "subflow", "uses": "thinker" }""", "The step 's' runs 'thinker', which cannot be run")]
    [InlineData("""{ "id": "s", "uses": "subflow", "config": { "definition": "thinker" } }""", "The step 's' runs 'thinker'")]
    [InlineData("""{ "id": "s", "type": "subflow", "uses": "middle" }""", "The step 'ask' runs 'thinker', which cannot be run")]
    public async Task What_a_child_needs_and_the_host_lacks_is_said_before_the_parent_starts(string step, string said)
    {
        await using var app = await AppScene.StartAsync();
        await PutAsync(app);

        var refused = await StartAsync(app, step);

        Assert.Equal((400, "SLW5201"), (refused.Status, refused["code"]));
        Assert.Contains(said, refused["detail"], StringComparison.Ordinal);
        Assert.Empty((await app.GetAsync("workflows")).Json.GetProperty("workflows").EnumerateArray());
    }

    [Theory]
    [InlineData("""{ "id": "s", "type": "subflow", "uses": "later" }""")]
    [InlineData("""{ "id": "s", "uses": "subflow", "config": { "definition": "${{ workflow.id }}" } }""")]
    public async Task A_child_that_is_not_known_yet_is_looked_at_when_its_step_begins(string step)
    {
        await using var app = await AppScene.StartAsync();
        await PutAsync(app);

        Assert.Equal(202, (await StartAsync(app, step)).Status);
    }

    private static async Task PutAsync(AppScene app)
    {
        foreach (var (id, text) in new[] { ("thinker", Thinker), ("middle", Middle) })
        {
            Assert.Equal(201, (await app.SendAsync(HttpMethod.Put, $"definitions/{id}", text, "application/yaml")).Status);
        }
    }

    private static Task<HttpAnswer> StartAsync(AppScene app, string step) =>
        app.SendAsync(HttpMethod.Post, "workflows", $$"""{ "definition": { "id": "parent", "steps": [{{step}}] } }""");
}
