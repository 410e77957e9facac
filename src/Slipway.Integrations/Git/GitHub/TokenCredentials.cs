using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>A token of a person or machine, looked up by its name each time: it may be replaced while the host runs.</summary>
internal sealed class TokenCredentials(IConfiguration configuration, string name) : IGitHubCredentials
{
    /// <inheritdoc/>
    public Task<GitHubToken> TokenAsync(GitHubRepository repository, CancellationToken cancellationToken)
    {
        var token = Secret(configuration, name, "TokenName");
        var account = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))[..16];
        return Task.FromResult(new GitHubToken(token, $"token-{account}"));
    }

    /// <inheritdoc/>
    public GitHubToken? AppToken() => null;

    /// <summary>A secret by its name, from the configuration or the environment.</summary>
    /// <exception cref="Slipway.Core.SlipwayException">There is none of that name.</exception>
    internal static string Secret(IConfiguration configuration, string name, string setting) =>
        (configuration[name] ?? Environment.GetEnvironmentVariable(name)) is { Length: > 0 } secret
            ? secret.Trim()
            : throw GitHubErrors.Refused(
                $"{GitHubOptions.SectionName}:{setting} names '{name}', and no setting or variable has that name.");
}
