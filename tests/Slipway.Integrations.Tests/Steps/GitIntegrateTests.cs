using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Steps;

public sealed class GitIntegrateTests
{
    [Fact]
    public async Task Branches_of_children_are_merged_once_however_often_it_runs()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var parent = await repository.OpenAsync(home);
        string[] branches = [await ChildAsync(home, repository, "wf-2", "a.txt"), await ChildAsync(home, repository, "wf-3", "b.txt")];

        var first = await RunAsync(home, parent, branches);
        var again = await RunAsync(home, parent, branches);

        Assert.Equal((StepOutcomeStatus.Success, "Merged slipway/wf-2, slipway/wf-3."), (first.Status, first.Message));
        Assert.Equal((StepOutcomeStatus.Success, "All is merged already."), (again.Status, again.Message));
        Assert.Equal(2, first.Outputs!.Value.GetProperty("files").GetInt32());
        Assert.Equal("2", repository.Git("rev-list", "--count", "--merges", $"main..{parent.Branch}"));
    }

    [Fact]
    public async Task A_run_that_died_between_two_merges_is_gone_on_with()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var parent = await repository.OpenAsync(home);
        string[] branches = [await ChildAsync(home, repository, "wf-2", "a.txt"), await ChildAsync(home, repository, "wf-3", "b.txt")];
        await home.Workspaces.IntegrateAsync(parent, branches[0], default);
        Command.Run("git", parent.Path, "merge", "--no-ff", "--no-commit", "--quiet", branches[1]);

        var outcome = await RunAsync(home, parent, branches);

        Assert.Equal((StepOutcomeStatus.Success, "Merged slipway/wf-3."), (outcome.Status, outcome.Message));
        Assert.True(outcome.Outputs!.Value.GetProperty("committed").GetBoolean());
        Assert.Equal("2", repository.Git("rev-list", "--count", "--merges", $"main..{parent.Branch}"));
        Assert.Equal("README.md\na.txt\nb.txt", repository.Git("ls-tree", "--name-only", parent.Branch));
    }

    [Fact]
    public async Task A_conflict_names_the_branch_and_the_files_and_goes_on_once_somebody_resolved_it()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var parent = await repository.OpenAsync(home);
        string[] branches =
        [
            await ChildAsync(home, repository, "wf-2", "same.txt"), await ChildAsync(home, repository, "wf-3", "same.txt"),
            await ChildAsync(home, repository, "wf-4", "c.txt"),
        ];

        var conflict = await RunAsync(home, parent, branches);
        var left = Command.Run("git", parent.Path, "status", "--porcelain");
        Command.Run("git", parent.Path, "merge", "--quiet", "-X", "ours", "-m", "Resolved", branches[1]);
        var outcome = await RunAsync(home, parent, branches);

        Assert.Equal(ErrorCodes.MergeConflict, conflict.Code);
        Assert.StartsWith(
            "The branch slipway/wf-3 conflicts with what slipway/wf-1 holds, in same.txt. Merge it in ", conflict.Message,
            StringComparison.Ordinal);
        Assert.Empty(left);
        Assert.Equal("Merged slipway/wf-4.", outcome.Message);
        Assert.Equal("by wf-2", repository.Git("show", $"{parent.Branch}:same.txt"));
    }

    [Fact]
    public async Task A_branch_that_is_not_there_is_named()
    {
        using var home = new TestHome();
        var parent = await TestRepository.Create(home).OpenAsync(home);

        var outcome = await RunAsync(home, parent, ["slipway/gone"]);

        Assert.Equal((ErrorCodes.GitFailed, "The repository has no branch 'slipway/gone' to integrate."), (outcome.Code, outcome.Message));
    }

    private static async Task<string> ChildAsync(TestHome home, TestRepository repository, string id, string file)
    {
        var child = await repository.OpenAsync(home, id);
        await File.WriteAllTextAsync(Path.Combine(child.Path, file), $"by {id}\n");
        await home.Workspaces.CommitAsync(child, $"Add {file}", $"{id}/code", default);
        await home.Workspaces.CloseAsync(id, default);
        return child.Branch;
    }

    private static Task<StepOutcome> RunAsync(TestHome home, Workspace parent, string[] branches) =>
        Step.RunAsync(home, "git.integrate", Step.Context(new { branches }) with { Workspace = parent });
}
