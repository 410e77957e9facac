using Slipway.Integrations.Git.GitHub;

namespace Slipway.Integrations.Tests.GitHub;

public sealed class GitHubAccessTests
{
    [Theory]
    [InlineData("admin", true)]
    [InlineData("write", true)]
    [InlineData("read", false)]
    [InlineData("none", false)]
    [InlineData(null, false)]
    public async Task GitHub_says_who_may_write(string? permission, bool mayWrite)
    {
        await using var scene = await GitHubScene.StartAsync();
        if (permission is not null)
        {
            scene.Server.Permissions["octo cat"] = permission;
        }

        Assert.Equal(mayWrite, await new GitHubAccess(scene.Client, scene.Options).MayWriteAsync("acme/shop", "octo cat", default));
    }

    [Fact]
    public async Task What_is_no_repository_is_not_asked_about()
    {
        await using var scene = await GitHubScene.StartAsync();

        Assert.False(await new GitHubAccess(scene.Client, scene.Options).MayWriteAsync("acme/shop/../..", "octocat", default));
        Assert.Empty(scene.Server.Requests);
    }
}
