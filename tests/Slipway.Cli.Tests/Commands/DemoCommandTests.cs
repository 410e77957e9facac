using Slipway.Cli.Demo;
using Slipway.Cli.Tests.Doubles;

namespace Slipway.Cli.Tests.Commands;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task The_demo_makes_its_repository_starts_a_host_of_its_own_and_shows_the_run()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", Some.GoodRun());
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("demo", "--directory", "demo"));

        var start = Assert.Single(cli.Launcher.Starts);
        Assert.Equal(Path.Combine(cli.Path, "demo", "data"), start.Directory.Path);
        var body = host.Requests.Single(request => request.Method == "POST").Body!;
        Assert.Equal(Path.Combine(cli.Path, "demo", "repository"), (string?)body["repository"]);
        Assert.Contains("Slugify", (string?)body["requirement"]);
        Assert.Contains("agent.cs", (string?)body["agent"]!["command"]);
        Assert.Equal(["build", "tests"], body["gates"]!.AsArray().Select(gate => (string?)gate!["name"]));
        Assert.Contains("Completed", cli.Output.ToString());
        Assert.Contains($"slipway status wf-1 --data {start.Directory.Path}", cli.Output.ToString());
    }

    [Fact]
    public async Task A_folder_with_something_in_it_is_left_alone()
    {
        using var cli = new CliRun();
        await File.WriteAllTextAsync(Path.Combine(cli.Path, "mine.txt"), "mine");

        Assert.Equal(2, await cli.InvokeAsync("demo", "--directory", "."));

        Assert.Contains("is not empty; --directory takes a new or empty folder", cli.Error.ToString());
        Assert.Single(Directory.EnumerateFileSystemEntries(cli.Path));
    }

    [Fact]
    public async Task A_path_that_is_a_file_is_refused()
    {
        using var cli = new CliRun();
        await File.WriteAllTextAsync(Path.Combine(cli.Path, "file"), "mine");

        Assert.Equal(2, await cli.InvokeAsync("demo", "--directory", "file"));

        Assert.Contains("cannot make the folder", cli.Error.ToString());
    }

    [Fact]
    public void A_temporary_demo_is_cleared_away_by_a_later_one_unless_it_is_kept_or_runs()
    {
        using var parent = new TempFolder();
        var now = TimeProvider.System.GetUtcNow();
        var later = now.AddHours(1);

        var kept = DemoDirectory.CreateTemporary(parent.Path, keep: true, now);
        var over = DemoDirectory.CreateTemporary(parent.Path, keep: false, now);
        File.WriteAllText(Path.Combine(over.Path, "object"), "x");
        File.SetAttributes(Path.Combine(over.Path, "object"), FileAttributes.ReadOnly);
        var running = DemoDirectory.CreateTemporary(parent.Path, keep: false, now);
        Directory.CreateDirectory(running.DataPath);
        File.WriteAllText(Path.Combine(running.DataPath, "endpoint.json"), """{"url":"http://127.0.0.1:7071"}""");
        var foreign = Directory.CreateDirectory(parent["slipway-demo-of-somebody"]).FullName;
        Assert.True(Directory.Exists(over.Path));

        var next = DemoDirectory.CreateTemporary(parent.Path, keep: false, later);

        Assert.False(Directory.Exists(over.Path));
        Assert.All([kept.Path, running.Path, next.Path, foreign], path => Assert.True(Directory.Exists(path)));

        DemoDirectory.CreateTemporary(parent.Path, keep: false, now.AddDays(2));
        Assert.False(Directory.Exists(running.Path));
    }
}
