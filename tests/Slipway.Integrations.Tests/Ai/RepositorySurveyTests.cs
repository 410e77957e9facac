using Slipway.Integrations.Analysis;
using Slipway.Integrations.Git;

namespace Slipway.Integrations.Tests.Ai;

public sealed class RepositorySurveyTests
{
    [Fact]
    public async Task A_repository_whose_listing_is_enormous_is_surveyed_in_part()
    {
        using var home = new TestHome();
        var repository = TestRepository.Create(home);
        var blob = repository.Git("rev-parse", "HEAD:README.md");
        var name = new string('x', 4_000);
        var listing = Path.Combine(home.Directory, "listing");
        await File.WriteAllLinesAsync(
            listing, Enumerable.Range(0, 9_000).Select(number => $"100644 blob {blob}\t{number:D6}-{name}.cs"));
        var tree = Command.Run("sh", repository.Path, "-c", $"git mktree < '{listing}'");
        repository.Git("update-ref", "refs/heads/main", repository.Git("commit-tree", tree, "-m", "Many"));

        var files = await new RepositorySurvey(home.Get<GitCommand>()).ListAsync(repository.Path, default);

        Assert.InRange(files.Count, 8_000, 8_999);
        Assert.All(files, file => Assert.Equal(6, file.Bytes));
    }
}
