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
    public void A_temporary_demo_is_cleared_away_by_the_next_unless_it_is_kept()
    {
        using var parent = new TempFolder();

        var kept = DemoDirectory.CreateTemporary(parent.Path, keep: true);
        var first = DemoDirectory.CreateTemporary(parent.Path, keep: false);
        File.WriteAllText(Path.Combine(first.Path, "object"), "x");
        File.SetAttributes(Path.Combine(first.Path, "object"), FileAttributes.ReadOnly);
        var foreign = Directory.CreateDirectory(parent["slipway-demo-of-somebody"]).FullName;

        var second = DemoDirectory.CreateTemporary(parent.Path, keep: false);

        Assert.False(Directory.Exists(first.Path));
        Assert.True(Directory.Exists(kept.Path));
        Assert.True(Directory.Exists(second.Path));
        Assert.True(Directory.Exists(foreign));
    }
}
