using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>A GitHub App: signs a short-lived JWT with its key, and trades it for a token of the repository's installation, which is
/// kept until shortly before it ends (an hour).</summary>
internal sealed class AppCredentials(GitHubOptions options, IConfiguration configuration, GitHubHttp http, TimeProvider time)
    : IGitHubCredentials
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (GitHubToken Token, DateTimeOffset ExpiresAt)> _tokens =
        new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public async Task<GitHubToken> TokenAsync(GitHubRepository repository, CancellationToken cancellationToken)
    {
        var name = repository.ToString();
        if (_tokens.TryGetValue(name, out var kept) && kept.ExpiresAt - Margin > time.GetUtcNow())
        {
            return kept.Token;
        }

        var app = AppToken();
        var found = await http.SendAsync(HttpMethod.Get, repository.Path + "/installation", app, null, [], cancellationToken);
        var installation = found.Read<Installation>().Id;
        var made = await http.SendAsync(
            HttpMethod.Post, $"/app/installations/{installation}/access_tokens", app, new { }, [], cancellationToken);
        var given = made.Read<InstallationToken>();
        var token = new GitHubToken(given.Token, $"installation-{installation}");
        _tokens[name] = (token, given.ExpiresAt);
        return token;
    }

    /// <inheritdoc/>
    public bool CanRenew => true;

    /// <inheritdoc/>
    public void Forget(GitHubRepository repository, GitHubToken token)
    {
        if (_tokens.TryGetValue(repository.ToString(), out var kept) && kept.Token == token)
        {
            _tokens.TryRemove(KeyValuePair.Create(repository.ToString(), kept));
        }
    }

    /// <inheritdoc/>
    /// <remarks>For the ten minutes that GitHub allows at most; a minute back, for clocks that differ.</remarks>
    public GitHubToken AppToken()
    {
        var now = time.GetUtcNow();
        var header = JsonSerializer.SerializeToUtf8Bytes(new { alg = "RS256", typ = "JWT" });
        var claims = JsonSerializer.SerializeToUtf8Bytes(new
        {
            iat = now.AddMinutes(-1).ToUnixTimeSeconds(),
            exp = now.AddMinutes(9).ToUnixTimeSeconds(),
            iss = options.AppId!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        });
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(TokenCredentials.Secret(configuration, options.AppKeyName!, nameof(options.AppKeyName)));
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            throw GitHubErrors.Refused($"The setting '{options.AppKeyName}' holds no private key in the form of PEM.");
        }

        var signature = key.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return new GitHubToken($"{signed}.{Base64Url.EncodeToString(signature)}", $"app-{options.AppId}");
    }

    private sealed record Installation(long Id);

    private sealed record InstallationToken(string Token, DateTimeOffset ExpiresAt);
}
