using Microsoft.Extensions.Configuration;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>A token of a person or machine, looked up by its name each time: it may be replaced while the host runs.</summary>
internal sealed class TokenCredentials(IConfiguration configuration, string name) : IGitHubCredentials
{
    /// <inheritdoc/>
    public Task<string> TokenAsync(GitHubRepository repository, CancellationToken cancellationToken) =>
        Task.FromResult(Secret(configuration, name, "TokenName"));

    /// <inheritdoc/>
    public string? AppToken() => null;

    /// <summary>A secret by its name, from the configuration or the environment.</summary>
    /// <exception cref="Slipway.Core.SlipwayException">There is none of that name.</exception>
    internal static string Secret(IConfiguration configuration, string name, string setting) =>
        (configuration[name] ?? Environment.GetEnvironmentVariable(name)) is { Length: > 0 } secret
            ? secret.Trim()
            : throw GitHubErrors.Refused(
                $"{GitHubOptions.SectionName}:{setting} names '{name}', and no setting or variable has that name.");
}
