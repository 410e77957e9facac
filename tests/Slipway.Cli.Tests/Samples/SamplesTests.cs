using Slipway.Cli.Demo;
using Slipway.Cli.Tests.Doubles;

namespace Slipway.Cli.Tests.Samples;

/// <summary>The sample repository and the offline agent as the real processes they are.</summary>
public sealed class SamplesTests : IDisposable
{
    private const string Source = "src/TextTools/Text.cs";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_change_fails_the_tests_and_the_second_passes_both_gates()
    {
        var repository = await CreateAsync();

        var plan = await AgentAsync(repository, "Mode: plan");
        Assert.Equal(0, plan.ExitCode);
        Assert.Contains("# Plan", plan.Output);
        Assert.Empty(await ChangedAsync(repository));

        var before = await GateAsync(repository, "tests");
        Assert.Equal(1, before.ExitCode);
        Assert.Contains("there is no Text.Slugify(string)", before.Output);

        Assert.Equal(0, (await AgentAsync(repository, "Mode: code")).ExitCode);
        var builds = await Task.WhenAll(GateAsync(repository, "build"), GateAsync(repository, "tests"));
        Assert.Equal(0, builds[0].ExitCode);
        Assert.Equal(1, builds[1].ExitCode);
        Assert.Contains("FAIL  Slugify(\"Hello, World!\"): expected \"hello-world\", got \"hello--world-\"", builds[1].Output);
        Assert.Equal([$" M {Source}"], await ChangedAsync(repository));

        Assert.Equal(0, (await AgentAsync(repository, "Mode: fix", "\nGate output:\n## tests\n" + builds[1].Output)).ExitCode);
        var again = await Task.WhenAll(GateAsync(repository, "build"), GateAsync(repository, "tests"));
        Assert.All(again, gate => Assert.True(gate.ExitCode == 0, gate.Output));
        Assert.Contains("All 10 checks pass.", again[1].Output);
        Assert.Equal([$" M {Source}"], await ChangedAsync(repository));
    }

    [Fact]
    public async Task The_agent_changes_nothing_it_was_not_asked_for()
    {
        var repository = await CreateAsync();
        var source = Path.Combine(repository.Path, Source);
        var original = await File.ReadAllTextAsync(source);

        var unknown = await Processes.RunAsync(
            repository.Path, "Mode: code\nRequirement:\nMake tea", "dotnet", "run", "--file", repository.AgentPath);
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("knows one requirement only", unknown.Output);

        var modeless = await AgentAsync(repository, "Please");
        Assert.Equal(1, modeless.ExitCode);
        Assert.Contains("expected 'Mode: plan'", modeless.Output);

        var aimless = await AgentAsync(repository, "Mode: fix", "\nGate output:\nsomething else went wrong");
        Assert.Equal(1, aimless.ExitCode);
        Assert.Equal(original, await File.ReadAllTextAsync(source));

        Assert.Equal(0, (await AgentAsync(repository, "Mode: code")).ExitCode);
        var once = await File.ReadAllTextAsync(source);
        Assert.Equal(0, (await AgentAsync(repository, "Mode: code")).ExitCode);
        Assert.Equal(once, await File.ReadAllTextAsync(source));
    }

    [Fact]
    public async Task The_demo_repository_is_clean_and_pushed()
    {
        var repository = await CreateAsync();

        Assert.Empty(await ChangedAsync(repository));
        Assert.Equal("main", (await GitAsync(repository.Path, "rev-parse", "--abbrev-ref", "HEAD")).Trim());
        Assert.Equal(await GitAsync(repository.Path, "rev-parse", "main"), await GitAsync(repository.RemotePath, "rev-parse", "main"));
        Assert.Equal("origin/main", (await GitAsync(repository.Path, "rev-parse", "--abbrev-ref", "@{upstream}")).Trim());
    }

    private static async Task<string> GitAsync(string folder, params string[] arguments) =>
        await new GitCommand(folder).RunAsync(CancellationToken.None, arguments);

    private static async Task<string[]> ChangedAsync(DemoRepository repository) =>
        (await GitAsync(repository.Path, "status", "--porcelain")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Task<(int ExitCode, string Output)> AgentAsync(DemoRepository repository, string mode, string more = "") =>
        Processes.RunAsync(
        repository.Path, $"{mode}\nRequirement:\n{DemoRepository.Requirement}\n{more}", "dotnet", "run", "--file", repository.AgentPath);

    private static Task<(int ExitCode, string Output)> GateAsync(DemoRepository repository, string name)
    {
        var command = repository.CreateRequest("tester").Gates.Single(gate => gate.Name == name).Command!.Split(' ');
        return Processes.RunAsync(repository.Path, string.Empty, command[0], command[1..]);
    }

    private Task<DemoRepository> CreateAsync() =>
        DemoRepository.CreateAsync(DemoDirectory.Open(_folder["demo"]), SampleFiles.Find(), CancellationToken.None);
}
