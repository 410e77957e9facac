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

        Assert.Equal(mayWrite, await scene.Access.MayWriteAsync("acme/shop", "octo cat", default));
    }

    [Fact]
    public async Task What_is_no_repository_is_not_asked_about()
    {
        await using var scene = await GitHubScene.StartAsync();

        Assert.False(await scene.Access.MayWriteAsync("acme/shop/../..", "octocat", default));
        Assert.Empty(scene.Server.Requests);
    }

    [Fact]
    public async Task An_answer_is_believed_for_a_short_time_and_only_for_that_person_and_repository()
    {
        var time = new SteppedTime();
        await using var scene = await GitHubScene.StartAsync(time);
        var access = scene.Access;

        Assert.True(await access.MayWriteAsync("acme/shop", "octocat", default));
        scene.Server.Permissions["octocat"] = "read";
        Assert.True(await access.MayWriteAsync("ACME/shop", "Octocat", default));
        Assert.False(await access.MayWriteAsync("acme/shop", "eve", default));
        Assert.Equal(2, scene.Server.Requests.Count);

        time.Now += GitHubAccess.Fresh.Ticks;
        Assert.False(await access.MayWriteAsync("acme/shop", "octocat", default));
    }

    private sealed class SteppedTime : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now;
    }
}
