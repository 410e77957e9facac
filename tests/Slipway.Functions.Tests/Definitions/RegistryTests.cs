using System.Text.Json;
using Slipway.Core.Definitions;

namespace Slipway.Functions.Tests.Definitions;

public sealed class RegistryTests
{
    private const string Yaml = "application/yaml";

    [Fact]
    public async Task A_definition_is_registered_listed_and_given_back_and_outlives_a_crash()
    {
        await using var app = await AppScene.StartAsync();

        var put = await PutAsync(app, Greeting("1.0.0", "Hello"), "?actor=ann");
        await app.Fixture.CrashAsync();
        var listed = Listed(await app.GetAsync("definitions"), "greeting");
        var given = await app.GetAsync("definitions/greeting");

        Assert.Equal((201, "created", "/api/definitions/greeting"), (put.Status, put["outcome"], put.Location));
        Assert.Equal("registered", listed.GetProperty("source").GetString());
        Assert.Equal("ann", listed.GetProperty("versions")[0].GetProperty("registeredBy").GetString());
        Assert.Equal(("1.0.0", put.ETag), (DefinitionReader.Read(given.Text, "definition.json").Definition!.Version, given.ETag));
        Assert.Equal($"\"{put["hash"]}\"", put.ETag);
        Assert.Contains("flowchart", (await app.GetAsync("definitions/greeting/plan?format=mermaid")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_version_stays_and_is_found_by_its_name_and_by_its_hash()
    {
        await using var app = await AppScene.StartAsync();
        var first = await PutAsync(app, Greeting("1.0.0", "Hello"));
        var again = await PutAsync(app, Greeting("1.0.0", "Hello"));
        var second = await PutAsync(app, Greeting("2.0.0", "Good evening"));

        Assert.Equal((200, "unchanged"), (again.Status, again["outcome"]));
        Assert.Equal((200, "replaced", first["hash"]), (second.Status, second["outcome"], second["replaced"]));
        Assert.Equal("Good evening", await SaidAsync(app, "greeting"));
        Assert.Equal("Hello", await SaidAsync(app, "greeting@1.0.0"));
        Assert.Equal("Hello", await SaidAsync(app, "greeting@" + first["hash"]![..12]));
        Assert.Equal(first.ETag, (await app.GetAsync("definitions/greeting?version=1.0.0")).ETag);
        var unknown = await app.GetAsync("definitions/greeting?version=3");
        Assert.Equal(404, unknown.Status);
        Assert.Contains("There are: 2.0.0, 1.0.0.", unknown["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_workflow_keeps_the_version_that_it_started_with()
    {
        await using var app = await AppScene.StartAsync();
        const string Waiting = """
            id: patient
            version: "VERSION"
            steps:
              - { id: go, uses: wait.event, config: { event: go } }
              - { id: say, uses: set, dependsOn: [go], config: { text: VERSION } }
            outputs: { said: steps.say.outputs.text }
            """;
        await PutAsync(app, Waiting.Replace("VERSION", "1", StringComparison.Ordinal), id: "patient");
        var started = await StartAsync(app, "patient");
        await app.Fixture.RunUntilIdleAsync();
        await PutAsync(app, Waiting.Replace("VERSION", "2", StringComparison.Ordinal), id: "patient");
        await app.SendAsync(HttpMethod.Delete, "definitions/patient");
        await app.Fixture.CrashAsync();

        await app.SendAsync(HttpMethod.Post, $"workflows/{started["id"]}/events/go", """{"actor":"ann"}""");
        await app.Fixture.EndOfAsync(started["id"]!);
        var definition = (await app.GetAsync($"workflows/{started["id"]}")).Json.GetProperty("definition");

        Assert.Equal("1", definition.GetProperty("version").GetString());
        Assert.Equal("1", definition.GetProperty("outputs").GetProperty("said").ToString());
    }

    [Fact]
    public async Task A_subflow_finds_a_registered_definition_and_a_version_of_it()
    {
        await using var app = await AppScene.StartAsync();
        await PutAsync(app, Greeting("1.0.0", "Hello"));
        await PutAsync(app, Greeting("2.0.0", "Good evening"));
        await PutAsync(app, id: "both", text: """
            id: both
            steps:
              - { id: newest, type: subflow, uses: greeting }
              - { id: old, uses: subflow, config: { definition: greeting@1.0.0 } }
            outputs: { said: "format('{0}, {1}', steps.newest.outputs.said, steps.old.outputs.said)" }
            """);

        Assert.Equal("Good evening, Hello", await SaidAsync(app, "both"));
    }

    [Fact]
    public async Task Whoever_has_not_seen_the_newest_version_does_not_replace_it()
    {
        await using var app = await AppScene.StartAsync();
        var first = await PutAsync(app, Greeting("1", "Hello"), headers: ("If-None-Match", "*"));
        var second = await PutAsync(app, Greeting("2", "Good evening"), headers: ("If-Match", first.ETag!));

        var late = await PutAsync(app, Greeting("2", "Good morning"), headers: ("If-Match", first.ETag!));
        var notNew = await PutAsync(app, Greeting("3", "Good night"), headers: ("If-None-Match", "*"));
        var noTag = await PutAsync(app, Greeting("3", "Good night"), headers: ("If-Match", "latest"));
        var removal = await app.SendAsync(HttpMethod.Delete, "definitions/greeting", headers: ("If-Match", first.ETag!));

        Assert.Equal((201, 200), (first.Status, second.Status));
        Assert.Equal((412, "SLW1013"), (late.Status, late["code"]));
        Assert.Equal((412, 400, 412), (notNew.Status, noTag.Status, removal.Status));
        Assert.Equal("Good evening", await SaidAsync(app, "greeting"));
    }

    [Fact]
    public async Task What_cannot_be_run_is_not_registered()
    {
        await using var app = await AppScene.StartAsync();

        var builtIn = await PutAsync(app, BuiltInDefinitions.Text("bug_fix"), id: "bug_fix");
        var other = await PutAsync(app, Greeting("1", "Hello"), id: "farewell");
        var wrong = await PutAsync(app, "id: greeting\nsteps:\n  - { id: a, uses: sett }\n");
        var secret = await PutAsync(app, Greeting("1", "ghp_" + new string('a', 36)));
        var large = await PutAsync(app, Greeting("1", new string('x', DefinitionReader.MaxBytes)));

        Assert.Equal((409, "SLW1012"), (builtIn.Status, builtIn["code"]));
        Assert.Equal((400, 400, 400, 413), (other.Status, wrong.Status, secret.Status, large.Status));
        var problem = wrong.Json.GetProperty("problems")[0];
        Assert.Equal((3, "set"), (problem.GetProperty("line").GetInt32(), problem.GetProperty("suggestion").GetString()));
        Assert.DoesNotContain("ghp_", secret.Text, StringComparison.Ordinal);
        Assert.Empty(Registered(await app.GetAsync("definitions")));
    }

    [Fact]
    public async Task A_registered_definition_is_removed_with_its_versions()
    {
        await using var app = await AppScene.StartAsync();
        await PutAsync(app, Greeting("1", "Hello"));

        var removed = await app.SendAsync(HttpMethod.Delete, "definitions/greeting");
        var again = await app.SendAsync(HttpMethod.Delete, "definitions/greeting");

        Assert.Equal((204, 404), (removed.Status, again.Status));
        Assert.Equal(404, (await app.GetAsync("definitions/greeting")).Status);
        Assert.Empty(Registered(await app.GetAsync("definitions")));
        Assert.Equal(201, (await PutAsync(app, Greeting("1", "Hello"))).Status);
    }

    [Fact]
    public async Task The_workflows_of_one_definition_are_listed()
    {
        await using var app = await AppScene.StartAsync();
        await PutAsync(app, Greeting("1", "Hello"));
        await PutAsync(app, Greeting("1", "Bye").Replace("id: greeting", "id: parting", StringComparison.Ordinal), id: "parting");
        await SaidAsync(app, "greeting");
        await SaidAsync(app, "parting");

        Task<int> CountAsync(string query) => Task.Run(async () =>
            (await app.GetAsync($"workflows?{query}")).Json.GetProperty("workflows").GetArrayLength());

        Assert.Equal(2, await CountAsync("limit=10"));
        Assert.Equal(1, await CountAsync("definition=parting"));
        Assert.Equal(0, await CountAsync("definition=other"));
        Assert.Equal(0, await CountAsync("definition=parting&repository=/srv/shop"));
    }

    [Fact]
    public async Task A_registered_definition_is_JSON_when_its_content_type_says_so()
    {
        await using var app = await AppScene.StartAsync();

        var put = await app.SendAsync(
            HttpMethod.Put, "definitions/j", """{"id":"j","steps":[{"id":"a","uses":"set","config":{"text":"yes"}}]}""");
        var yamlAsJson = await app.SendAsync(HttpMethod.Put, "definitions/j", "id: j\nsteps: []\n");

        Assert.Equal((201, 400), (put.Status, yamlAsJson.Status));
        Assert.Contains("definition.json", yamlAsJson.Text, StringComparison.Ordinal);
    }

    private static string Greeting(string version, string text) => $$"""
        id: greeting
        version: "{{version}}"
        steps:
          - { id: say, uses: set, config: { text: "{{text}}" } }
        outputs: { said: steps.say.outputs.text }
        """;

    private static Task<HttpAnswer> PutAsync(
        AppScene app, string text, string query = "", string id = "greeting", params (string, string)[] headers) =>
        app.SendAsync(HttpMethod.Put, $"definitions/{id}{query}", text, Yaml, headers);

    private static async Task<HttpAnswer> StartAsync(AppScene app, string definition)
    {
        var answer = await app.SendAsync(
            HttpMethod.Post, "workflows", JsonSerializer.Serialize(new { definition, actor = "ann" }));
        Assert.True(answer.Status == 202, answer.Text);
        return answer;
    }

    /// <summary>What a run of a definition gives as its output <c>said</c>.</summary>
    private static async Task<string?> SaidAsync(AppScene app, string definition)
    {
        var id = (await StartAsync(app, definition))["id"]!;
        await app.Fixture.EndOfAsync(id);
        return (await app.GetAsync($"workflows/{id}")).Json
            .GetProperty("definition").GetProperty("outputs").GetProperty("said").GetString();
    }

    private static JsonElement Listed(HttpAnswer answer, string id) =>
        answer.Json.GetProperty("definitions").EnumerateArray().Single(each => each.GetProperty("id").GetString() == id);

    private static IEnumerable<JsonElement> Registered(HttpAnswer answer) =>
        answer.Json.GetProperty("definitions").EnumerateArray().Where(each => each.GetProperty("source").GetString() == "registered");
}
