namespace Slipway.Functions.Tests.Definitions;

public sealed class ShellStepTests
{
    [Fact]
    public async Task A_command_runs_in_an_empty_folder_when_the_workflow_has_no_repository()
    {
        await using var app = await AppScene.StartAsync();
        var started = await app.SendAsync(HttpMethod.Post, "workflows", """
            {
              "definition": {
                "id": "shell",
                "steps": [{ "id": "count", "uses": "shell.run", "config": { "command": "ls -A | wc -l", "json": true } }],
                "outputs": { "files": "steps.count.outputs.json" }
              }
            }
            """);

        await app.Fixture.EndOfAsync(started["id"]!);
        var definition = (await app.GetAsync($"workflows/{started["id"]}")).Json.GetProperty("definition");

        Assert.Equal(0, definition.GetProperty("outputs").GetProperty("files").GetInt32());
    }
}
