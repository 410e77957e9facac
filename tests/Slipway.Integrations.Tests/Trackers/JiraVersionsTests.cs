using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Integrations.Trackers;

namespace Slipway.Integrations.Tests.Trackers;

public sealed class JiraVersionsTests : IDisposable
{
    private const string Versions = """[{"id":"10","name":"2.0","released":true},{"id":"11","name":"2.1","released":false}]""";
    private static readonly DateOnly Day = new(2030, 1, 31);

    private readonly AtlassianSite _site = new();

    private JiraVersions Jira => new(_site.Client);

    [Fact]
    public async Task A_version_is_made_in_its_project()
    {
        _site.Answers(200, Versions).Answers(200, """{"id":"10100","key":"SHOP"}""").Answers(201, """{"id":"12"}""");

        Assert.True(await Jira.CreateAsync("SHOP", "2.2", "The third.", CancellationToken.None));

        Assert.Equal(("GET", "/rest/api/3/project/SHOP/versions"), (_site.Asked[0].Verb, _site.Asked[0].Path));
        Assert.Equal(("POST", "/rest/api/3/version"), (_site.Asked[2].Verb, _site.Asked[2].Path));
        Assert.Equal("""{"name":"2.2","projectId":10100,"description":"The third.","released":false}""", _site.Asked[2].Body);
    }

    [Fact]
    public async Task A_version_that_is_there_is_not_made_again()
    {
        _site.Answers(200, Versions);
        Assert.False(await Jira.CreateAsync("SHOP", "2.1", null, CancellationToken.None));

        // Nor when somebody else makes it meanwhile.
        _site.Answers(200, "[]").Answers(200, """{"id":"10100"}""").Answers(400, "{}").Answers(200, Versions);
        Assert.False(await Jira.CreateAsync("SHOP", "2.1", null, CancellationToken.None));
    }

    [Fact]
    public async Task A_version_that_Jira_refuses_is_an_error()
    {
        _site.Answers(200, "[]").Answers(200, """{"id":"10100"}""").Answers(400, "{}").Answers(200, "[]");

        Assert.Contains(
            "refuses the version '9'",
            (await Assert.ThrowsAsync<SlipwayException>(() => Jira.CreateAsync("SHOP", "9", null, CancellationToken.None))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_is_released_once()
    {
        _site.Answers(200, Versions).Answers(200, "{}").Answers(200, Versions);

        Assert.True(await Jira.ReleaseAsync("SHOP", "2.1", Day, CancellationToken.None));
        Assert.False(await Jira.ReleaseAsync("SHOP", "2.0", Day, CancellationToken.None));

        Assert.Equal(
            ("PUT", "/rest/api/3/version/11", """{"released":true,"releaseDate":"2030-01-31"}"""),
            (_site.Asked[1].Verb, _site.Asked[1].Path, _site.Asked[1].Body));
    }

    [Fact]
    public async Task A_version_that_is_not_there_is_not_released_and_a_wait_that_Jira_asks_for_is_passed_on()
    {
        _site.Answers(200, Versions);
        var missing = await Assert.ThrowsAsync<SlipwayException>(() => Jira.ReleaseAsync("SHOP", "3.0", Day, CancellationToken.None));
        Assert.Equal("SHOP has no version '3.0'; make it first.", missing.Message);

        _site.Answers(429, "{}");
        var limited = await Assert.ThrowsAsync<SlipwayException>(() => Jira.ReleaseAsync("SHOP", "2.1", Day, CancellationToken.None));
        Assert.Equal(ErrorCategory.RateLimited, limited.Category);
        Assert.InRange((limited.RetryAt!.Value - TimeProvider.System.GetUtcNow()).TotalSeconds, 1, 17);
    }

    public void Dispose() => _site.Dispose();
}
