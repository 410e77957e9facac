using Microsoft.Extensions.Configuration;
using Slipway.Integrations.Git.GitHub;

namespace Slipway.Integrations.Tests.GitHub;

/// <summary>The client against the loopback GitHub.</summary>
internal sealed class GitHubScene : IAsyncDisposable
{
    internal static readonly GitHubRepository Shop = new("acme", "shop");

    private GitHubScene(GitHubServer server, TimeProvider time, GitHubOptions options)
    {
        Server = server;
        Options = options;
        Configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("GITHUB_TOKEN", (string?)GitHubServer.Token)]).Build();
        Http = new GitHubHttp(options, new RequestBudget(new NoUsageLedger(), time), time);
        Client = new GitHubClient(Http, new TokenCredentials(Configuration, "GITHUB_TOKEN"));
    }

    internal GitHubServer Server { get; }

    internal GitHubOptions Options { get; }

    internal IConfiguration Configuration { get; }

    internal GitHubHttp Http { get; }

    internal GitHubClient Client { get; }

    internal GitHubIssues Issues => new(Client);

    internal GitHubCommits Commits => new(Client);

    internal static async Task<GitHubScene> StartAsync(TimeProvider? time = null, TimeSpan? gap = null)
    {
        var server = await GitHubServer.StartAsync();
        var options = new GitHubOptions
        {
            ApiUrl = new Uri(server.ApiUrl), TokenName = "GITHUB_TOKEN", ChangeGap = gap ?? TimeSpan.Zero,
        };
        return new GitHubScene(server, time ?? TimeProvider.System, options);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }
}
