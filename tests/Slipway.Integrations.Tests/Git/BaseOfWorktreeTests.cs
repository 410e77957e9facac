namespace Slipway.Integrations.Tests.Git;

public sealed class BaseOfWorktreeTests
{
    [Fact]
    public async Task A_worktree_begins_at_what_the_remote_has_when_that_is_ahead()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var ahead = PushByAnother(home, repository, repository.AddRemote(home));

        var workspace = await repository.OpenAsync(home);

        Assert.Equal(ahead, workspace.Repository.BaseSha);
        Assert.True(File.Exists(Path.Combine(workspace.Path, "theirs.txt")));
        Assert.NotEqual(ahead, repository.Sha("main"));
    }

    [Fact]
    public async Task It_begins_here_when_the_remote_cannot_be_reached()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        Directory.Delete(repository.AddRemote(home), recursive: true);

        Assert.Equal(repository.Sha("main"), (await repository.OpenAsync(home)).Repository.BaseSha);
    }

    [Fact]
    public async Task It_begins_here_when_both_have_commits_of_their_own()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        PushByAnother(home, repository, repository.AddRemote(home));
        repository.Commit("ours.txt", "ours\n", "Ours");

        Assert.Equal(repository.Sha("main"), (await repository.OpenAsync(home)).Repository.BaseSha);
    }

    [Fact]
    public async Task One_that_has_begun_stays_where_it_did_and_nothing_is_taken_back()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var remote = repository.AddRemote(home);
        var begun = await repository.OpenAsync(home);
        PushByAnother(home, repository, remote);

        var again = await repository.OpenAsync(home);
        File.WriteAllText(Path.Combine(again.Path, "mine.txt"), "mine\n");
        var branch = await home.Workspaces.CommitAsync(again, "Mine", "wf-1/code-1", CancellationToken.None);

        Assert.Equal(begun, again);
        Assert.Equal((1, 1, 0), (branch.Diff.Files, branch.Diff.Insertions, branch.Diff.Deletions));
    }

    [Fact]
    public async Task Begun_anew_it_begins_at_the_newest()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var remote = repository.AddRemote(home);
        var begun = await repository.OpenAsync(home);
        var ahead = PushByAnother(home, repository, remote);

        var anew = await home.Workspaces.OpenAnewAsync("wf-1", begun.Repository, CancellationToken.None);

        Assert.Equal(ahead, anew.Repository.BaseSha);
        Assert.True(File.Exists(Path.Combine(anew.Path, "theirs.txt")));
    }

    /// <summary>Somebody else pushes to the base branch.</summary>
    private static string PushByAnother(TestHome home, TestRepository repository, string remote)
    {
        var another = repository.Clone(home, remote, "another");
        var sha = another.Commit("theirs.txt", "theirs\n", "Theirs");
        another.Git("push", "--quiet", "origin", "main");
        return sha;
    }
}
