using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Git;

public sealed class ConflictTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_conflict_that_the_agent_resolves_is_merged_in_the_end(bool withRemote)
    {
        using var home = new TestHome();
        var (repository, workspace, head) = await ConflictAsync(home, withRemote);
        var refused = await Assert.ThrowsAsync<SlipwayException>(() => home.Pulls.MergeAsync(workspace, head, default));
        Assert.Equal(ErrorCodes.MergeConflict, refused.Code);

        Assert.Equal(["new.txt"], await home.Workspaces.MergeBaseAsync(workspace, default));
        Assert.Contains("mine\n", Read(workspace, "new.txt"), StringComparison.Ordinal);
        Assert.Equal(["new.txt"], await home.Workspaces.FindConflictsAsync(workspace, default));
        Write(workspace, "new.txt", "work\nmine\n");
        Assert.Empty(await home.Workspaces.FindConflictsAsync(workspace, default));
        var resolved = await home.Workspaces.CommitAsync(workspace, "Resolve", "wf-1/code-2", default);
        await home.Pulls.OpenPullRequestAsync(workspace, new PullRequestText("Add it", "As asked."), default);
        var merged = await home.Pulls.MergeAsync(workspace, resolved.HeadSha, default);

        Assert.Equal(("merged", repository.Sha("main")), (merged.State, merged.MergeSha));
        Assert.Equal("work\nmine\n", repository.Git("show", "main:new.txt") + "\n");
        Assert.Equal("other", repository.Git("show", "main:other.txt"));
    }

    [Fact]
    public async Task What_came_from_the_base_does_not_count_as_the_workflows_work()
    {
        using var home = new TestHome();
        var (_, workspace, _) = await ConflictAsync(home);

        await home.Workspaces.MergeBaseAsync(workspace, default);
        Write(workspace, "new.txt", "work\nmine\n");
        var state = await home.Workspaces.CommitAsync(workspace, "Resolve", "wf-1/code-2", default);

        Assert.Equal(new DiffStat(1, 1, 0), state.Diff);
        Assert.Equal(
            ["Add", "Merge main into slipway/wf-1", "Resolve"], state.Commits.Select(commit => commit.Subject));
    }

    [Fact]
    public async Task A_second_run_finds_the_merge_and_what_is_still_in_conflict()
    {
        using var home = new TestHome();
        var (repository, workspace, _) = await ConflictAsync(home);
        await home.Workspaces.MergeBaseAsync(workspace, default);
        var merge = repository.Sha(workspace.Branch);
        Write(workspace, "new.txt", "half done");

        await home.Workspaces.ResetAsync(workspace, default);
        var again = await home.Workspaces.MergeBaseAsync(workspace, default);

        Assert.Equal(["new.txt"], again);
        Assert.Equal(merge, repository.Sha(workspace.Branch));
    }

    [Fact]
    public async Task Lines_that_only_look_like_markers_are_not_in_conflict()
    {
        using var home = new TestHome();
        var (_, workspace, _) = await ConflictAsync(home);
        await home.Workspaces.MergeBaseAsync(workspace, default);

        Write(workspace, "new.txt", "<<<<<<< HEAD\n=======\n>>>>>>> theirs\n");

        Assert.Empty(await home.Workspaces.FindConflictsAsync(workspace, default));
    }

    [Fact]
    public async Task A_base_that_does_not_conflict_any_more_is_just_merged()
    {
        using var home = new TestHome();
        var (repository, workspace, _) = await ConflictAsync(home);
        repository.Git("revert", "--no-edit", "HEAD");

        Assert.Empty(await home.Workspaces.MergeBaseAsync(workspace, default));
        Assert.Equal(repository.Sha("main"), repository.Sha(workspace.Branch + "^2"));
        Assert.Equal("work\n", Read(workspace, "new.txt"));
    }

    private static async Task<(TestRepository Repository, Workspace Workspace, string Head)> ConflictAsync(
        TestHome home, bool withRemote = false)
    {
        var repository = TestRepository.Create(home);
        if (withRemote)
        {
            repository.AddRemote(home);
        }

        var workspace = await repository.OpenAsync(home);
        Write(workspace, "new.txt", "work\n");
        var state = await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code-1", default);
        await home.Pulls.OpenPullRequestAsync(workspace, new PullRequestText("Add it", "As asked."), default);
        repository.Commit("other.txt", "other\n", "Beside it");
        repository.Commit("new.txt", "mine\n", "Conflicting");
        return (repository, workspace, state.HeadSha);
    }

    private static string Read(Workspace workspace, string file) => File.ReadAllText(Path.Combine(workspace.Path, file));

    private static void Write(Workspace workspace, string file, string content) =>
        File.WriteAllText(Path.Combine(workspace.Path, file), content);
}
