using System.Net;
using System.Text.Json.Nodes;

namespace Slipway.EndToEnd.Tests;

public sealed class FiftyTests
{
    private const int DoneBeforeTheKill = 8;

    /// <summary>Each kind of workflow: how many of it, and how they end.</summary>
    private static readonly Kind[] Kinds =
    [
        new("lifecycle", 10, "completed"),
        new("proposal", 8, "completed"),
        new("fan", 12, "completed"),
        new("parent", 6, "completed"),
        new("asked", 8, "completed"),
        new("partly", 3, "failed"),
        new("undone", 3, "failed"),
    ];

    [Fact]
    public async Task Fifty_workflows_of_every_kind_end_as_they_should_though_the_host_is_killed_in_the_middle()
    {
        using var scene = new Scene();
        scene.Agent("""
            case $mode in
                plan) echo "Write a file." ;;
                *) name=$(git rev-parse --abbrev-ref HEAD | tr / -); mkdir -p answers; echo 42 > answers/$name ;;
            esac
            """);
        Dictionary<string, Kind> started;
        await using (var host = await HostProcess.StartAsync(scene.Home))
        {
            await PutAsync(host, "fan", Fan);
            started = (await Task.WhenAll(Kinds.SelectMany(kind => Enumerable.Range(0, kind.Count)
                .Select(async number => (Id: await StartAsync(host, scene, kind.Name, number), Kind: kind)))))
                .ToDictionary(each => each.Id, each => each.Kind, StringComparer.Ordinal);
            await Fleet.UntilAsync(host, all => all.Values.Count(Fleet.IsOver) >= DoneBeforeTheKill);
            await host.KillAsync();
        }

        await using var next = await HostProcess.StartAsync(scene.Home);
        var before = await Fleet.StandingAsync(next);
        Assert.InRange(before.Values.Count(Fleet.IsOver), DoneBeforeTheKill, started.Count - 1);
        foreach (var id in started.Keys.Where(id => started[id].Name == "asked"))
        {
            await DefinitionRuns.ApproveAsync(next, id, "ok");
        }

        var ended = await Fleet.UntilAsync(next, all => all.Values.All(Fleet.IsOver));

        Assert.Equal(50, started.Count);
        Assert.All(started, each => Assert.True(ended[each.Key] == each.Value.End, $"{each.Value.Name} {each.Key}: {ended[each.Key]}"));
        await Fleet.AssertNothingTwiceAsync(next, [.. ended.Keys]);
        Assert.Equal("10", scene.Git("rev-list", "--count", "--merges", "main"));
        Assert.Equal(10, scene.Git("ls-tree", "--name-only", "main", "answers/").Split('\n').Length);
        Assert.Equal(18, scene.Git("for-each-ref", "--format=%(refname)", "refs/slipway/pulls/*/head").Split('\n').Length);
        Assert.InRange(scene.Runs("undo"), 3, 6);
    }

    private static async Task<string> StartAsync(HostProcess host, Scene scene, string kind, int number) => kind switch
    {
        "lifecycle" => await scene.StartAsync(
            host, ("gates", new[] { new { name = "answer", command = "grep -rqx 42 answers" } }),
            ("requirement", $"Answer number {number}.")),
        "proposal" => await DefinitionRuns.StartAsync(host, Read(Proposal), new { number }, scene),
        "fan" => await DefinitionRuns.StartAsync(host, "fan", new { number }),
        "parent" => await DefinitionRuns.StartAsync(host, Read(Parent), new { number }),
        "asked" => await DefinitionRuns.StartAsync(host, Read(Asked)),
        "partly" => await DefinitionRuns.StartAsync(host, Read(Partly)),
        _ => await DefinitionRuns.StartAsync(host, Read(Undone.Replace("LOG", $"{scene.Root}/runs.log", StringComparison.Ordinal))),
    };

    private const string Proposal = """
        { "id": "proposal", "inputs": { "number": { "type": "integer" } }, "steps": [
            { "id": "write", "uses": "shell.run",
              "config": { "command": "echo $NUMBER > number.txt", "env": { "NUMBER": "${{ inputs.number }}" } } },
            { "id": "check", "uses": "gate.run", "dependsOn": ["write"], "config": { "command": "test -s number.txt" } },
            { "id": "commit", "uses": "git.commit", "dependsOn": ["check"], "config": { "message": "Number ${{ inputs.number }}" } },
            { "id": "pr", "uses": "git.open_pull_request", "dependsOn": ["commit"],
              "config": { "title": "Number ${{ inputs.number }}" } } ] }
        """;

    private const string Fan = """
        { "id": "fan", "inputs": { "number": { "type": "integer", "default": 0 } }, "steps": [
            { "id": "all", "type": "parallel", "steps": [
                { "id": "a", "uses": "shell.run", "config": { "command": "sleep 0.5; echo 1", "json": true } },
                { "id": "b", "uses": "shell.run", "config": { "command": "sleep 0.5; echo 2", "json": true } },
                { "id": "c", "uses": "shell.run", "config": { "command": "sleep 0.5; echo 3", "json": true } } ] },
            { "id": "sum", "uses": "set", "dependsOn": ["all"], "config": {
                "sum": "${{ format('{0}{1}{2}', steps.a.outputs.json, steps.b.outputs.json, steps.c.outputs.json) }}" } } ],
          "outputs": { "sum": "steps.sum.outputs.sum" } }
        """;

    private const string Parent = """
        { "id": "parent", "inputs": { "number": { "type": "integer" } }, "steps": [
            { "id": "child", "type": "subflow", "uses": "fan" },
            { "id": "wait", "type": "wait", "dependsOn": ["child"], "config": { "for": "1s" } },
            { "id": "each", "type": "foreach", "dependsOn": ["wait"], "config": { "items": [1, 2, 3], "maxConcurrent": 2 }, "steps": [
                { "id": "square", "uses": "shell.run", "config": {
                    "command": "echo $((N * N))", "json": true, "env": { "N": "${{ item }}" } } } ] } ] }
        """;

    private const string Asked = """
        { "id": "asked", "steps": [
            { "id": "work", "uses": "shell.run", "config": { "command": "sleep 0.3" } },
            { "id": "ok", "type": "approval", "dependsOn": ["work"] },
            { "id": "after", "uses": "shell.run", "dependsOn": ["ok"], "config": { "command": "sleep 0.3" } } ] }
        """;

    private const string Partly = """
        { "id": "partly", "errorHandling": { "strategy": "continue" }, "steps": [
            { "id": "bad", "uses": "shell.run", "config": { "command": "sleep 0.5; exit 3" } },
            { "id": "left_out", "uses": "shell.run", "dependsOn": ["bad"], "config": { "command": "true" } },
            { "id": "good", "uses": "shell.run", "config": { "command": "sleep 0.5" } } ] }
        """;

    private const string Undone = """
        { "id": "undone", "errorHandling": { "strategy": "compensate", "compensateWith": { "make": "undo" } }, "steps": [
            { "id": "make", "uses": "shell.run", "config": { "command": "sleep 0.3" } },
            { "id": "wait", "type": "wait", "dependsOn": ["make"], "config": { "for": "8s" } },
            { "id": "bad", "uses": "shell.run", "dependsOn": ["wait"], "config": { "command": "exit 3" } },
            { "id": "undo", "uses": "shell.run", "config": { "command": "echo undo >> LOG" } } ] }
        """;

    private static JsonNode Read(string definition) => JsonNode.Parse(definition)!;

    private static async Task PutAsync(HostProcess host, string id, string definition)
    {
        using var content = new StringContent(definition, System.Text.Encoding.UTF8, "application/json");
        using var answer = await host.Client.PutAsync($"/api/definitions/{id}", content);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    private sealed record Kind(string Name, int Count, string End);
}
