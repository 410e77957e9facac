using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Git;

/// <summary>Repositories that an agent makes inside its worktree, as tools that set up a project do.</summary>
public sealed class NestedRepositoryTests
{
    [Theory]
    [InlineData("app")]
    [InlineData("apps/my app")]
    public async Task The_files_of_a_repository_in_the_worktree_are_committed(string folder)
    {
        using var home = new TestHome();
        var (repository, workspace) = await OpenAsync(home);
        Nest(workspace, folder, commit: true);

        var state = await home.Workspaces.CommitAsync(workspace, "Set up", "wf-1/code", default);

        Assert.Equal("100644 blob", repository.Git("ls-tree", state.HeadSha, $"{folder}/main.txt")[..11]);
    }

    [Fact]
    public async Task One_without_a_commit_and_one_inside_another_are_no_different()
    {
        using var home = new TestHome();
        var (repository, workspace) = await OpenAsync(home);
        Nest(workspace, "app", commit: false);
        Nest(workspace, "app/tool", commit: false);

        var state = await home.Workspaces.CommitAsync(workspace, "Set up", "wf-1/code", default);

        Assert.Equal(new DiffStat(2, 2, 0), state.Diff);
        Assert.Equal("app/main.txt\napp/tool/main.txt", repository.Git("ls-tree", "-r", "--name-only", state.HeadSha, "app"));
    }

    [Fact]
    public async Task One_that_the_agent_committed_as_a_link_becomes_its_files()
    {
        using var home = new TestHome();
        var (repository, workspace) = await OpenAsync(home);
        Nest(workspace, "app", commit: true);
        InWorktree(workspace, "add", "app");
        InWorktree(workspace, "commit", "--quiet", "-m", "Agent's own");

        var state = await home.Workspaces.CommitAsync(workspace, "Set up", "wf-1/code", default);

        Assert.Equal("app/main.txt", repository.Git("ls-tree", "-r", "--name-only", state.HeadSha, "app"));
    }

    [Fact]
    public async Task A_submodule_stays_one()
    {
        using var home = new TestHome();
        var library = TestRepository.Create(home, "library");
        var (repository, workspace) = await OpenAsync(home);
        InWorktree(workspace, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.Path, "library");

        var state = await home.Workspaces.CommitAsync(workspace, "Add the library", "wf-1/code", default);

        Assert.Equal($"160000 commit {library.Sha("HEAD")}", repository.Git("ls-tree", state.HeadSha, "library").Split('\t')[0]);
    }

    private static async Task<(TestRepository Repository, Workspace Workspace)> OpenAsync(TestHome home)
    {
        var repository = TestRepository.Create(home);
        return (repository, await repository.OpenAsync(home));
    }

    private static void Nest(Workspace workspace, string folder, bool commit)
    {
        var path = Path.Combine(workspace.Path, folder);
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "main.txt"), "x\n");
        Command.Run("git", path, "init", "--quiet");
        if (commit)
        {
            Command.Run("git", path, "add", ".");
            Command.Run("git", path, "-c", "user.name=Eve", "-c", "user.email=eve@example.org", "commit", "--quiet", "-m", "Begin");
        }
    }

    private static void InWorktree(Workspace workspace, params string[] arguments) => Command.Run("git", workspace.Path, arguments);
}
