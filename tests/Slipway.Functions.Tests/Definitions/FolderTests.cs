using System.Text.Json;

namespace Slipway.Functions.Tests.Definitions;

public sealed class FolderTests
{
    [Fact]
    public async Task Definitions_in_the_folder_can_be_run_and_those_with_mistakes_are_reported_with_their_places()
    {
        await using var app = await AppScene.StartAsync(data =>
        {
            var folder = Directory.CreateDirectory(Path.Combine(data, "definitions")).FullName;
            Write(folder, "a.yaml", "id: from_yaml\nsteps: [{ id: a, uses: set, config: { text: yes } }]\n");
            Write(folder, "b.yml", "id: from_yml\nsteps:\n  - { id: a, uses: set }\n  - { id: b, uses: set, dependsOn: [aa] }\n");
            Write(folder, "c.json", """{ "id": "from_json", "steps": [{ "id": "a", "uses": "set", "config": { "text": "yes" } }] }""");
            Write(folder, "d.yaml", "id: from_yaml\nsteps: [{ id: a, uses: set, config: { text: no } }]\n");
            Write(folder, "e.yaml", "id: bug_fix\nsteps: [{ id: a, uses: set, config: { text: no } }]\n");
            Write(folder, "f.yaml", "id: [\n");
            Write(folder, "notes.txt", "not read");
        });

        var list = (await app.GetAsync("definitions")).Json;
        var own = list.GetProperty("definitions").EnumerateArray()
            .Where(each => each.GetProperty("source").GetString() == "folder").ToArray();
        var problems = list.GetProperty("problems").EnumerateArray().ToLookup(each => each.GetProperty("file").GetString());

        Assert.Equal(
            [("from_json", "c.json"), ("from_yaml", "a.yaml")],
            own.Select(each => (each.GetProperty("id").GetString(), each.GetProperty("file").GetString())));
        var misspelt = Assert.Single(problems["b.yml"]);
        Assert.Equal((4, "a"), (misspelt.GetProperty("line").GetInt32(), misspelt.GetProperty("suggestion").GetString()));
        Assert.Contains("'from_yaml' is the id of a.yaml, too.", Message(problems["d.yaml"]), StringComparison.Ordinal);
        Assert.Contains("is a built-in definition", Message(problems["e.yaml"]), StringComparison.Ordinal);
        Assert.True(Assert.Single(problems["f.yaml"]).GetProperty("line").GetInt32() > 0);
        Assert.Empty(problems["notes.txt"]);
        var started = await app.SendAsync(HttpMethod.Post, "workflows", """{"definition":"from_json"}""");
        Assert.Equal(202, started.Status);
        const string Taken = "id: from_yaml\nsteps: [{ id: a, uses: set, config: { text: no } }]\n";
        Assert.Equal(409, (await app.SendAsync(HttpMethod.Put, "definitions/from_yaml", Taken, "application/yaml")).Status);
    }

    [Fact]
    public async Task A_folder_that_is_set_and_not_there_is_said()
    {
        await using var app = await AppScene.StartAsync(prepare: null, "--Slipway:DefinitionsFolder", "/nowhere/definitions");

        var problem = Assert.Single((await app.GetAsync("definitions")).Json.GetProperty("problems").EnumerateArray());

        Assert.Equal("/nowhere/definitions", problem.GetProperty("file").GetString());
    }

    private static string Message(IEnumerable<JsonElement> problems) => Assert.Single(problems).GetProperty("message").GetString()!;

    private static void Write(string folder, string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
}
