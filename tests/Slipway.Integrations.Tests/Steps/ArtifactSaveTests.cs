using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Steps;

public sealed class ArtifactSaveTests : IDisposable
{
    private readonly TestHome _home = new();

    [Theory]
    [InlineData("/")]
    [InlineData("a\0b")]
    [InlineData("../outside.txt")]
    [InlineData("nowhere.txt")]
    public async Task A_path_that_names_no_file_of_the_worktree_is_a_wrong_config(string path)
    {
        var outcome = await SaveAsync(path);

        Assert.Equal((ErrorCodes.StepConfigInvalid, ErrorCategory.Configuration), (outcome.Code, outcome.Category));
        Assert.Contains("no such file", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_block_its_reader_is_refused_and_an_empty_file_is_kept()
    {
        var worktree = _home.Make("worktree");
        Command.Run("mkfifo", worktree, "pipe");
        await File.WriteAllTextAsync(Path.Combine(worktree, "empty.txt"), "");

        var pipe = await Task.Run(() => SaveAsync("pipe")).WaitAsync(TimeSpan.FromMinutes(2));
        var empty = await SaveAsync("empty.txt");

        Assert.Equal(ErrorCodes.StepConfigInvalid, pipe.Code);
        Assert.Equal(0, Assert.Single(empty.Artifacts!).SizeBytes);
    }

    public void Dispose() => _home.Dispose();

    private Task<StepOutcome> SaveAsync(string path) => Step.RunAsync(_home, "artifact.save", Step.Context(new { name = "x", path }) with
    {
        Workspace = new Workspace(
            "wf-1", new RepositoryInfo("/repos/shop", "main", "base", null), "slipway/wf-1", _home.Make("worktree")),
    });
}
