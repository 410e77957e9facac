using System.Net;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>
/// Asks GitHub what people may do. What a delivery says of them is not enough: a member of an organisation may only read. Thread-safe.
/// </summary>
internal sealed class GitHubAccess(GitHubClient client, GitHubOptions options, TimeProvider time) : IRepositoryAccess
{
    /// <summary>For so long an answer is believed: a permission that is taken away still counts for that time.</summary>
    internal static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private const int MaxAnswers = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Repository, string Login), (bool MayWrite, long At)> _answers = [];

    /// <inheritdoc/>
    public bool IsConfigured => options.IsSet;

    /// <inheritdoc/>
    public async Task<bool> MayWriteAsync(string repository, string login, CancellationToken cancellationToken)
    {
        if (GitHubRepository.Named(repository) is not { } on || login.Length == 0)
        {
            return false;
        }

        var key = (repository.ToLowerInvariant(), login.ToLowerInvariant());
        if (Known(key) is { } known)
        {
            return known;
        }

        var reply = await client.GetAsync(
            on, $"/collaborators/{Uri.EscapeDataString(login)}/permission", cancellationToken, HttpStatusCode.NotFound);
        var mayWrite = reply.Status == HttpStatusCode.OK && reply.Read<Granted>().Permission is ("admin" or "write");
        Keep(key, mayWrite);
        return mayWrite;
    }

    private bool? Known((string Repository, string Login) key)
    {
        lock (_lock)
        {
            return _answers.TryGetValue(key, out var answer) && time.GetElapsedTime(answer.At) < Fresh ? answer.MayWrite : null;
        }
    }

    private void Keep((string Repository, string Login) key, bool mayWrite)
    {
        lock (_lock)
        {
            if (_answers.Count >= MaxAnswers)
            {
                _answers.Clear();
            }

            _answers[key] = (mayWrite, time.GetTimestamp());
        }
    }

    private sealed record Granted(string Permission);
}
