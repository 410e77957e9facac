using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Git;

/// <summary>Branches that agents which work elsewhere push to the remote.</summary>
public sealed class TakeTests
{
    private const string Branch = "codegen/fix-1";
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task What_an_agent_pushed_becomes_a_merge_of_the_step_and_goes_on_round_by_round()
    {
        using var home = new TestHome();
        var (repository, workspace, other) = await StartAsync(home);
        var first = Push(other, "app.txt", "one\n");

        await home.Workspaces.TakeAsync(workspace, Branch, None);
        var state = await home.Workspaces.CommitAsync(workspace, "Do it", "wf-1/code-1", None);
        var second = Push(other, "app.txt", "two\n");
        await home.Workspaces.TakeAsync(workspace, Branch, None);
        var next = await home.Workspaces.CommitAsync(workspace, "Fix it", "wf-1/code-2", None);
        await home.Workspaces.TakeAsync(workspace, Branch, None);
        var idle = await home.Workspaces.CommitAsync(workspace, "Again", "wf-1/code-3", None);

        Assert.Equal((true, 1), (state.Committed, state.Diff.Files));
        Assert.Equal(first, Git(workspace, "rev-parse", $"{state.HeadSha}^2"));
        Assert.Equal(second, Git(workspace, "rev-parse", $"{next.HeadSha}^2"));
        Assert.Equal(state.HeadSha, Git(workspace, "rev-parse", $"{next.HeadSha}^1"));
        Assert.False(idle.Committed);
        Assert.Equal(next.HeadSha, (await home.Workspaces.FindCommitAsync(workspace, "wf-1/code-2", None))?.HeadSha);
        Assert.Equal("two", File.ReadAllText(Path.Combine(workspace.Path, "app.txt")).Trim());
        Assert.Equal(next.HeadSha, repository.Git("ls-remote", "origin", $"refs/heads/{workspace.Branch}").Split('\t')[0]);
    }

    [Fact]
    public async Task What_conflicts_is_refused_and_leaves_a_clean_worktree()
    {
        using var home = new TestHome();
        var (_, workspace, other) = await StartAsync(home);
        Push(other, "app.txt", "theirs\n");
        await File.WriteAllTextAsync(Path.Combine(workspace.Path, "app.txt"), "ours\n");
        await home.Workspaces.CommitAsync(workspace, "Ours", "wf-1/code-1", None);

        var refused = await Assert.ThrowsAsync<SlipwayException>(() => home.Workspaces.TakeAsync(workspace, Branch, None));

        Assert.Equal((ErrorCodes.AgentFailed, ErrorCategory.AgentFailed), (refused.Code, refused.Category));
        Assert.Contains("conflicts", refused.Message, StringComparison.Ordinal);
        Assert.Equal("", Git(workspace, "status", "--porcelain"));
    }

    [Fact]
    public async Task What_cannot_be_merged_for_another_reason_is_refused_in_Gits_words()
    {
        using var home = new TestHome();
        var (_, workspace, other) = await StartAsync(home);
        Push(other, "app.txt", "theirs\n");
        await File.WriteAllTextAsync(Path.Combine(workspace.Path, "app.txt"), "not committed\n");

        var refused = await Assert.ThrowsAsync<SlipwayException>(() => home.Workspaces.TakeAsync(workspace, Branch, None));

        Assert.Equal(ErrorCodes.GitFailed, refused.Code);
        Assert.Contains("would be overwritten by merge", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", "is not on 'origin'")]
    [InlineData("a:refs/heads/main", "is no name of a branch")]
    [InlineData("../main", "is no name of a branch")]
    [InlineData("-x y", "is no name of a branch")]
    public async Task A_branch_that_is_none_is_refused(string branch, string said)
    {
        using var home = new TestHome();
        var (repository, workspace, other) = await StartAsync(home);
        Push(other, "app.txt", "one\n");
        var main = repository.Sha("main");

        var refused = await Assert.ThrowsAsync<SlipwayException>(() => home.Workspaces.TakeAsync(workspace, branch, None));

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Equal(main, repository.Sha("main"));
    }

    [Fact]
    public async Task Without_a_remote_there_is_nothing_to_take()
    {
        using var home = new TestHome();
        var workspace = await TestRepository.Create(home).OpenAsync(home);

        var refused = await Assert.ThrowsAsync<SlipwayException>(() => home.Workspaces.TakeAsync(workspace, Branch, None));

        Assert.Equal(ErrorCategory.Configuration, refused.Category);
    }

    private static async Task<(TestRepository Repository, Workspace Workspace, TestRepository Other)> StartAsync(TestHome home)
    {
        var repository = TestRepository.Create(home);
        var other = repository.Clone(home, repository.AddRemote(home), "other");
        other.Git("checkout", "--quiet", "-b", Branch);
        return (repository, await repository.OpenAsync(home), other);
    }

    private static string Push(TestRepository other, string file, string content)
    {
        var sha = other.Commit(file, content, "By the agent");
        other.Git("push", "--quiet", "origin", Branch);
        return sha;
    }

    private static string Git(Workspace workspace, params string[] arguments) => Command.Run("git", workspace.Path, arguments);
}
