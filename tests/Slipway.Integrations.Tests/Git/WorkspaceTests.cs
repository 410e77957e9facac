using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Git;

namespace Slipway.Integrations.Tests.Git;

public sealed class WorkspaceTests
{
    [Fact]
    public async Task A_workflow_gets_a_branch_and_a_worktree_of_its_own()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);

        var workspace = await repository.OpenAsync(home);

        Assert.Equal(("slipway/wf-1", Path.Combine(home.Data, "worktrees", "wf-1")), (workspace.Branch, workspace.Path));
        Assert.Equal("hello\n", File.ReadAllText(Path.Combine(workspace.Path, "README.md")));
        Assert.Equal(repository.Sha("main"), repository.Sha("slipway/wf-1"));
        Assert.Equal("main", repository.Git("branch", "--show-current"));
    }

    [Fact]
    public async Task Opening_again_finds_the_worktree_with_its_files()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var first = await repository.OpenAsync(home);
        File.WriteAllText(Path.Combine(first.Path, "half.txt"), "work");

        var second = await repository.OpenAsync(home.Restart());

        Assert.Equal(first, second);
        Assert.Equal("work", File.ReadAllText(Path.Combine(second.Path, "half.txt")));
    }

    [Fact]
    public async Task A_worktree_that_was_half_made_is_made_anew()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var workspace = await repository.OpenAsync(home);
        var gitDirectory = WorktreeFiles.FindGitDirectory(Path.Combine(repository.Path, ".git"), workspace.Path)!;
        File.Delete(Path.Combine(gitDirectory, WorktreeFiles.ReadyFile));
        File.Delete(Path.Combine(workspace.Path, "README.md"));
        File.WriteAllText(Path.Combine(gitDirectory, "index.lock"), string.Empty);
        File.WriteAllText(Path.Combine(gitDirectory, "locked"), "initializing");

        await repository.OpenAsync(home);

        Assert.True(File.Exists(Path.Combine(workspace.Path, "README.md")));
        Assert.Empty(Command.Run("git", workspace.Path, "status", "--porcelain"));
    }

    [Theory]
    [InlineData("directory")]
    [InlineData("registration")]
    [InlineData("link")]
    public async Task Whatever_of_a_worktree_is_gone_it_is_usable_after_opening(string gone)
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var workspace = await repository.OpenAsync(home);
        switch (gone)
        {
            case "directory":
                Directory.Delete(workspace.Path, recursive: true);
                break;
            case "registration":
                Directory.Delete(WorktreeFiles.FindGitDirectory(Path.Combine(repository.Path, ".git"), workspace.Path)!, recursive: true);
                break;
            default:
                File.Delete(Path.Combine(workspace.Path, ".git"));
                break;
        }

        await repository.OpenAsync(home);

        Assert.Empty(Command.Run("git", workspace.Path, "status", "--porcelain"));
        Assert.Equal("slipway/wf-1", Command.Run("git", workspace.Path, "branch", "--show-current"));
    }

    [Fact]
    public async Task A_worktree_made_again_goes_on_from_the_branchs_commits()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var workspace = await repository.OpenAsync(home);
        File.WriteAllText(Path.Combine(workspace.Path, "new.txt"), "x");
        await home.Workspaces.CommitAsync(workspace, "Add", "wf-1/code", default);
        await home.Workspaces.CloseAsync("wf-1", default);

        await repository.OpenAsync(home);

        Assert.True(File.Exists(Path.Combine(workspace.Path, "new.txt")));
    }

    [Fact]
    public async Task Many_workflows_open_at_once()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);

        var workspaces = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => repository.OpenAsync(home, $"wf-{index}")));

        Assert.All(workspaces, workspace => Assert.True(File.Exists(Path.Combine(workspace.Path, "README.md"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../evil")]
    [InlineData("a b")]
    [InlineData("a..b")]
    [InlineData("-rf")]
    [InlineData("a.lock")]
    public async Task An_id_that_cannot_name_a_branch_is_refused(string workflowId)
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);

        var exception = await Assert.ThrowsAsync<SlipwayException>(() => repository.OpenAsync(home, workflowId));

        Assert.Equal(ErrorCodes.InvalidRequest, exception.Code);
    }

    [Fact]
    public async Task A_branch_that_the_user_has_checked_out_is_left_alone()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        repository.Git("switch", "--quiet", "-c", "slipway/wf-1");
        var info = await home.Workspaces.InspectAsync(repository.Path, "main", default);

        var exception = await Assert.ThrowsAsync<SlipwayException>(() => home.Workspaces.OpenAsync("wf-1", info, default));

        Assert.Equal(ErrorCodes.GitFailed, exception.Code);
        Assert.Contains("already checked out", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resetting_throws_away_what_is_not_committed()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        repository.Commit(".gitignore", "cache/\n", "Ignore");
        var workspace = await repository.OpenAsync(home);
        File.WriteAllText(Path.Combine(workspace.Path, "README.md"), "changed");
        File.WriteAllText(Path.Combine(workspace.Path, "staged.txt"), "x");
        Command.Run("git", workspace.Path, "add", "staged.txt");
        Directory.CreateDirectory(Path.Combine(workspace.Path, "new", "deep"));
        File.WriteAllText(Path.Combine(workspace.Path, "new", "deep", "x"), "x");
        Directory.CreateDirectory(Path.Combine(workspace.Path, "cache"));
        File.WriteAllText(Path.Combine(workspace.Path, "cache", "kept"), "x");

        await home.Workspaces.ResetAsync(workspace, default);
        await home.Workspaces.ResetAsync(workspace, default);

        Assert.Equal("hello\n", File.ReadAllText(Path.Combine(workspace.Path, "README.md")));
        Assert.False(Path.Exists(Path.Combine(workspace.Path, "new")));
        Assert.False(Path.Exists(Path.Combine(workspace.Path, "staged.txt")));
        Assert.True(File.Exists(Path.Combine(workspace.Path, "cache", "kept")));
    }

    [Fact]
    public async Task Closing_removes_the_worktree_and_keeps_the_branch()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var workspace = await repository.OpenAsync(home);
        var sealedDirectory = Directory.CreateDirectory(Path.Combine(workspace.Path, "sealed"));
        File.WriteAllText(Path.Combine(sealedDirectory.FullName, "x"), "x");
        Command.Run("chmod", workspace.Path, "555", "sealed");

        await home.Workspaces.CloseAsync("wf-1", default);
        await home.Workspaces.CloseAsync("wf-1", default);

        Assert.False(Directory.Exists(workspace.Path));
        Assert.Single(repository.Git("worktree", "list").Split('\n'));
        Assert.Equal(repository.Sha("main"), repository.Sha("slipway/wf-1"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(home.Data, "worktrees")));
    }

    [Fact]
    public async Task A_repository_that_is_gone_is_said_so()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var workspace = await repository.OpenAsync(home);
        Directory.Move(repository.Path, repository.Path + "-moved");

        var exception = await Assert.ThrowsAsync<SlipwayException>(() => home.Workspaces.CommitAsync(workspace, "x", "wf-1/code", default));
        await home.Workspaces.CloseAsync("wf-1", default);

        Assert.Equal(ErrorCodes.RepositoryUnusable, exception.Code);
        Assert.False(Directory.Exists(workspace.Path));
    }

    [Fact]
    public async Task A_data_directory_behind_a_symbolic_link_works()
    {
        using var home = new TestHome();
        var real = home.Make("real");
        Directory.CreateSymbolicLink(home.Data, real);
        var repository = TestRepository.Create(home);

        var first = await repository.OpenAsync(home);
        var second = await repository.OpenAsync(home);
        await home.Workspaces.CloseAsync("wf-1", default);

        Assert.Equal(first, second);
        Assert.Single(repository.Git("worktree", "list").Split('\n'));
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_written_says_which_path_and_what_would_be_right()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        File.WriteAllText(home.Data, "a file where the directory should be");

        var opening = await Assert.ThrowsAsync<SlipwayException>(() => repository.OpenAsync(home));
        var running = await Assert.ThrowsAsync<SlipwayException>(() =>
            home.Gate.RunAsync(new GateRun("wf-1", "test", "true", repository.Path, TimeSpan.FromMinutes(1)), default));

        Assert.Equal((ErrorCodes.StorageFailed, ErrorCodes.StorageFailed), (opening.Code, running.Code));
        Assert.Contains(home.Data, opening.Message, StringComparison.Ordinal);
        Assert.Contains("Slipway:DataDirectory", running.Message, StringComparison.Ordinal);
    }
}
