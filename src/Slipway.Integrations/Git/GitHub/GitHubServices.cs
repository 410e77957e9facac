using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Registers what works with GitHub.</summary>
internal static class GitHubServices
{
    /// <summary>Registers the client; it is made when a setting says who Slipway is there.</summary>
    internal static void AddGitHub(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GitHubOptions>().Bind(configuration.GetSection(GitHubOptions.SectionName)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GitHubOptions>, GitHubOptionsValidator>());
        services.TryAddSingleton<IRequestBudget, RequestBudget>();
        services.TryAddSingleton(provider => new GitHubHttp(
            Options(provider), provider.GetRequiredService<IRequestBudget>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IGitHubCredentials>(provider => Options(provider) is { AppId: not null } app
            ? new AppCredentials(
                app, configuration, provider.GetRequiredService<GitHubHttp>(), provider.GetRequiredService<TimeProvider>())
            : new TokenCredentials(configuration, Options(provider).TokenName ?? ""));
        services.TryAddSingleton<GitHubClient>();
        services.TryAddSingleton<GitHubIssues>();
        services.TryAddSingleton<GitHubCommits>();
        services.TryAddSingleton(provider => new GitHubRemotes(provider.GetRequiredService<GitCommand>(), Options(provider)));
        services.TryAddSingleton<IPlatformChecks>(provider => new GitHubChecks(
            provider.GetRequiredService<GitHubClient>(), provider.GetRequiredService<GitHubRemotes>(), Options(provider),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IPullRequestReviews, GitHubReviews>();
        services.TryAddSingleton<IRepositoryAccess>(
            provider => new GitHubAccess(
                provider.GetRequiredService<GitHubClient>(), Options(provider), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IRepositoryFiles>(
            provider => new GitHubFiles(provider.GetRequiredService<GitHubClient>(), Options(provider)));
        services.TryAddSingleton<IDeployments>(provider => new GitHubDeployments(
            provider.GetRequiredService<GitHubClient>(), provider.GetRequiredService<GitHubRemotes>(), Options(provider)));
        services.TryAddSingleton<IWebhookDeliveries>(provider => new GitHubDeliveries(
            provider.GetRequiredService<GitHubHttp>(), provider.GetRequiredService<IGitHubCredentials>(), Options(provider)));
    }

    private static GitHubOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<GitHubOptions>>().Value;
}
