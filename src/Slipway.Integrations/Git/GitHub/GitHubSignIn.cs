using System.Text;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Lets Git itself in at GitHub where Slipway is a GitHub App, whose tokens live an hour and which no credential helper knows.
/// </summary>
/// <remarks>In the environment: command lines are seen by every user of the machine, and a repository's configuration stays. A token or SSH
/// key of a person's is Git's own business.</remarks>
internal sealed class GitHubSignIn(GitHubOptions options, IGitHubCredentials credentials)
{
    /// <summary>The variables for a command that talks to a remote; <see langword="null"/> when it needs none of ours.</summary>
    /// <param name="address">The remote's address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<IReadOnlyDictionary<string, string>?> VariablesAsync(string address, CancellationToken cancellationToken)
    {
        if (options.AppId is null || !Uri.TryCreate(address, UriKind.Absolute, out var remote)
            || (remote.Scheme != Uri.UriSchemeHttps && !(remote.Scheme == Uri.UriSchemeHttp && remote.IsLoopback))
            || GitHubRepository.Parse(address, options.WebHost) is not { } repository)
        {
            return null;
        }

        var token = await credentials.TokenAsync(repository, cancellationToken);
        var name = $"http.{remote.Scheme}://{remote.Authority}/.extraheader";
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"x-access-token:{token.Value}"));
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // The first one, empty, takes away what the repository's own configuration says.
            ["GIT_CONFIG_COUNT"] = "2",
            ["GIT_CONFIG_KEY_0"] = name,
            ["GIT_CONFIG_VALUE_0"] = string.Empty,
            ["GIT_CONFIG_KEY_1"] = name,
            ["GIT_CONFIG_VALUE_1"] = $"Authorization: Basic {login}",
        };
    }
}
