using Microsoft.Extensions.Configuration;
using Slipway.Core.Ports;
using Slipway.Integrations.Git.GitHub;

namespace Slipway.Integrations.Tests.GitHub;

/// <summary>The client against the loopback GitHub.</summary>
internal sealed class GitHubScene : IAsyncDisposable
{
    internal static readonly GitHubRepository Shop = new("acme", "shop");

    private readonly TimeProvider _time;

    private GitHubScene(GitHubServer server, IRequestBudget budget, TimeProvider time, GitHubOptions options)
    {
        _time = time;
        Server = server;
        Options = options;
        Configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("GITHUB_TOKEN", (string?)GitHubServer.Token)]).Build();
        Http = new GitHubHttp(options, budget, time);
        Client = new GitHubClient(Http, new TokenCredentials(Configuration, "GITHUB_TOKEN"));
    }

    internal GitHubServer Server { get; }

    internal GitHubOptions Options { get; }

    internal IConfiguration Configuration { get; }

    internal GitHubHttp Http { get; }

    internal GitHubClient Client { get; }

    internal GitHubAccess Access => field ??= new GitHubAccess(Client, Options, _time);

    internal GitHubIssues Issues => new(Client);

    internal GitHubCommits Commits => new(Client);

    internal static async Task<GitHubScene> StartAsync(TimeProvider? time = null, TimeSpan? gap = null)
    {
        time ??= TimeProvider.System;
        return Over(await GitHubServer.StartAsync(), new RequestBudget(new NoUsageLedger(), time), time, gap ?? TimeSpan.Zero);
    }

    internal static GitHubScene Over(GitHubServer server, IRequestBudget budget, TimeProvider time, TimeSpan gap) =>
        new(server, budget, time, new GitHubOptions { ApiUrl = new Uri(server.ApiUrl), TokenName = "GITHUB_TOKEN", ChangeGap = gap });

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }
}
