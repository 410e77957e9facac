using Slipway.Core;

namespace Slipway.Integrations.Tests.Git;

public sealed class InspectTests
{
    [Fact]
    public async Task A_clean_repository_is_described()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        repository.Write("sub/untracked.txt", "does not count");

        var info = await home.Workspaces.InspectAsync(Path.Combine(repository.Path, "sub"), null, default);

        Assert.Equal((repository.Path, "main", repository.Sha("main"), null), (info.Path, info.BaseBranch, info.BaseSha, info.Remote));
    }

    [Fact]
    public async Task The_remote_is_origin_or_the_only_one()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        repository.Git("remote", "add", "upstream", "/nowhere");
        var only = await home.Workspaces.InspectAsync(repository.Path, "main", default);
        repository.Git("remote", "add", "origin", "/nowhere");
        var both = await home.Workspaces.InspectAsync(repository.Path, "refs/heads/main", default);

        Assert.Equal(("upstream", "origin"), (only.Remote, both.Remote));
    }

    [Theory]
    [InlineData("missing", "does not exist")]
    [InlineData("file", "is a file")]
    [InlineData("plain", "is not a Git repository")]
    [InlineData("bare", "is a bare repository")]
    [InlineData("empty", "has no commits yet")]
    [InlineData("repo/.git", "inside a repository's own files")]
    public async Task What_is_no_usable_repository_is_refused_with_what_would_be_right(string path, string reason)
    {
        using var home = new TestHome();
        TestRepository.Create(home);
        File.WriteAllText(Path.Combine(home.Directory, "file"), string.Empty);
        home.Make("plain");
        Command.Run("git", home.Make("bare"), "init", "--quiet", "--bare");
        Command.Run("git", home.Make("empty"), "init", "--quiet");

        var exception = await RefusedAsync(home, Path.Combine(home.Directory, path));

        Assert.Equal(ErrorCodes.RepositoryUnusable, exception.Code);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://ada:password@example.org/x.git")]
    [InlineData("a\0b")]
    public async Task What_is_no_path_is_refused_without_its_secrets(string path)
    {
        using var home = new TestHome();

        var exception = await RefusedAsync(home, path);

        Assert.Equal(ErrorCodes.RepositoryUnusable, exception.Code);
        Assert.DoesNotContain("password", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_base_branch_is_refused_with_those_that_exist()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        repository.Git("branch", "develop");

        var exception = await RefusedAsync(home, repository.Path, "mian");

        Assert.Equal(ErrorCodes.BaseBranchMissing, exception.Code);
        Assert.Contains("no branch 'mian'. Branches that exist: main, develop", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_base_branch_that_only_the_remote_has_is_refused_with_the_way_to_get_it()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        repository.AddRemote(home);
        repository.Git("push", "--quiet", "origin", "main:next");
        repository.Git("fetch", "--quiet");

        var exception = await RefusedAsync(home, repository.Path, "next");

        Assert.Contains("git branch next origin/next", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--exec=touch /tmp/x")]
    [InlineData("main^{tree}")]
    [InlineData("")]
    public async Task A_base_branch_that_is_no_branch_is_refused(string branch)
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);

        Assert.Equal(ErrorCodes.BaseBranchMissing, (await RefusedAsync(home, repository.Path, branch)).Code);
    }

    [Fact]
    public async Task Changed_files_are_named_up_to_five()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        for (var file = 1; file <= 7; file++)
        {
            repository.Commit($"file {file}.txt", "1", "Add");
            repository.Write($"file {file}.txt", "2");
        }

        var exception = await RefusedAsync(home, repository.Path);

        Assert.Equal(ErrorCodes.RepositoryDirty, exception.Code);
        Assert.Contains(
            "file 1.txt, file 2.txt, file 3.txt, file 4.txt, file 5.txt and 2 more", exception.Message, StringComparison.Ordinal);
        Assert.Contains("git stash", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_detached_head_needs_a_named_base()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        repository.Git("switch", "--quiet", "--detach");

        var exception = await RefusedAsync(home, repository.Path);
        var named = await home.Workspaces.InspectAsync(repository.Path, "main", default);

        Assert.Equal(ErrorCodes.BaseBranchMissing, exception.Code);
        Assert.Contains("detached HEAD", exception.Message, StringComparison.Ordinal);
        Assert.Equal("main", named.BaseBranch);
    }

    [Fact]
    public async Task An_unfinished_merge_is_named()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        repository.Git("switch", "--quiet", "-c", "other");
        repository.Commit("README.md", "theirs\n", "Theirs");
        repository.Git("switch", "--quiet", "main");
        repository.Commit("README.md", "ours\n", "Ours");
        Assert.Throws<InvalidOperationException>(() => repository.Git("merge", "other"));

        var exception = await RefusedAsync(home, repository.Path);

        Assert.Equal(ErrorCodes.RepositoryDirty, exception.Code);
        Assert.Contains("in the middle of a merge", exception.Message, StringComparison.Ordinal);
    }

    private static Task<SlipwayException> RefusedAsync(TestHome home, string path, string? baseBranch = null) =>
        Assert.ThrowsAsync<SlipwayException>(() => home.Workspaces.InspectAsync(path, baseBranch, default));
}
