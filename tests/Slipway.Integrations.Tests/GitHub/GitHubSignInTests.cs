using System.Security.Cryptography;
using Slipway.Core;
using Slipway.Integrations.Git;

namespace Slipway.Integrations.Tests.GitHub;

/// <summary>A GitHub App has no credential helper: its token is brought to Git, over Git's real protocol.</summary>
public sealed class GitHubSignInTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-sign-in-").FullName;
    private GitHubServer _server = null!;

    public async Task InitializeAsync()
    {
        var bare = Path.Combine(_folder, "shop.git");
        Command.Run("git", _folder, "init", "--quiet", "--bare", "--initial-branch=main", bare);
        _server = await GitHubServer.StartAsync(bare);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_application_pushes_and_reads_with_its_installations_token_which_no_command_line_shows()
    {
        using var key = RSA.Create(2048);
        using var home = new TestHome(
            ("GitHub:ApiUrl", _server.ApiUrl), ("GitHub:AppId", "42"), ("GitHub:AppKeyName", "Slipway:TestKey"),
            ("TestKey", key.ExportRSAPrivateKeyPem()), ("GitHub:ChangeGap", "00:00:00"));
        var repository = Cloned(home);
        repository.Git("config", $"http.{_server.Url}.extraheader", "Authorization: Basic c29tZWJvZHk6ZWxzZQ==");
        var remote = new GitRemote(home.Get<GitCommand>());

        var refused = await remote.PushAsync(
            repository.Path, "origin", [new RefUpdate("refs/heads/main", repository.Sha("main"), "")], default);
        var there = await remote.ListAsync(repository.Path, "origin", default, "refs/heads/*");

        Assert.Null(refused);
        Assert.Equal(repository.Sha("main"), there["refs/heads/main"]);
        Assert.NotEmpty(_server.GitLogins);
        Assert.All(_server.GitLogins, login => Assert.StartsWith("x-access-token:ghs_", login, StringComparison.Ordinal));
        Assert.False(_server.TokenWasInCommandLine);
        Assert.DoesNotContain("ghs_", repository.Git("config", "--list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_persons_token_signing_in_is_Gits_own_business()
    {
        using var home = new TestHome(
            ("GitHub:ApiUrl", _server.ApiUrl), ("GitHub:TokenName", "Slipway:TestToken"), ("TestToken", GitHubServer.Token));
        var repository = Cloned(home);

        var remote = new GitRemote(home.Get<GitCommand>());

        await Assert.ThrowsAsync<SlipwayException>(() => remote.ListAsync(repository.Path, "origin", default));

        Assert.All(_server.GitLogins, Assert.Empty);
    }

    private TestRepository Cloned(TestHome home)
    {
        var repository = TestRepository.Create(home);
        repository.Git("remote", "add", "origin", _server.CloneUrl);
        return repository;
    }
}
