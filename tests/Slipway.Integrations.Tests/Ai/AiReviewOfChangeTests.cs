using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Ai;

/// <summary>What is given to the model: the workflow's own change, all of it, and nothing else.</summary>
public sealed class AiReviewOfChangeTests
{
    [Fact]
    public async Task What_others_merged_on_the_remote_is_no_part_of_the_change()
    {
        await using var server = await AiServer.StartAsync();
        using var home = Says(server);
        var repository = TestRepository.Create(home);
        var remote = repository.AddRemote(home);
        var other = repository.Clone(home, remote, "other");
        other.Commit("before.txt", "before the workflow\n", "Theirs");
        other.Git("push", "--quiet", "origin", "main");
        var workspace = await repository.OpenAsync(home);
        other.Commit("while.txt", "while it ran\n", "Theirs too");
        other.Git("push", "--quiet", "origin", "main");
        await home.Workspaces.MergeBaseAsync(workspace, default);
        Write(workspace, "mine.txt", "the workflow's own");
        await home.Workspaces.CommitAsync(workspace, "Change", "wf-1/code", default);

        await ReviewAsync(home, workspace);

        Assert.Contains("+the workflow's own", server.LastMessage(0), StringComparison.Ordinal);
        Assert.DoesNotContain("before the workflow", server.LastMessage(0), StringComparison.Ordinal);
        Assert.DoesNotContain("while it ran", server.LastMessage(0), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_commit_that_is_named_is_reviewed_whatever_the_worktree_holds_by_then()
    {
        await using var server = await AiServer.StartAsync();
        using var home = Says(server);
        var workspace = await TestRepository.Create(home).OpenAsync(home);
        Write(workspace, "mine.txt", "what was validated");
        var head = (await home.Workspaces.CommitAsync(workspace, "Change", "wf-1/code", default)).HeadSha;
        Write(workspace, "mine.txt", "what came later");

        await ReviewAsync(home, workspace, head);

        Assert.Contains("+what was validated", server.LastMessage(0), StringComparison.Ordinal);
        Assert.DoesNotContain("what came later", server.LastMessage(0), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_nobody_has_committed_yet_are_part_of_the_change_and_stay_uncommitted()
    {
        await using var server = await AiServer.StartAsync();
        using var home = Says(server);
        var workspace = await TestRepository.Create(home).OpenAsync(home);
        Write(workspace, "new.txt", "made by a command");

        await ReviewAsync(home, workspace);

        Assert.Contains("+made by a command", server.LastMessage(0), StringComparison.Ordinal);
        Assert.Equal("?? new.txt", Command.Run("git", workspace.Path, "status", "--porcelain"));
    }

    private static TestHome Says(AiServer server) => server.Says("""{"summary":"Fine.","findings":[]}""").Home("OpenAI");

    private static void Write(Workspace workspace, string file, string text) =>
        File.WriteAllText(Path.Combine(workspace.Path, file), text + "\n");

    private static async Task ReviewAsync(TestHome home, Workspace workspace, string? head = null) => Assert.True((await home.Gate.RunAsync(
        new GateRun("wf-1", "review", "", workspace.Path, TimeSpan.FromMinutes(1))
        {
            Kind = GateKind.AiReview, Repository = workspace.Repository, HeadSha = head,
        },
        default)).Passed);
}
