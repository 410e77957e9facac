namespace Slipway.Integrations.Git;

/// <summary>A repository's remote. Every push names what it expects to find there, so that nobody's work is overwritten.</summary>
internal sealed class GitRemote(GitCommand git)
{
    // What a server says when somebody else was faster.
    private static readonly string[] RaceWords =
    [
        "failed to update ref", "cannot lock ref", "incorrect old value", "already exists", "fetch first", "non-fast-forward",
        "stale info", "remote ref updated",
    ];

    /// <summary>What refs the remote has.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> ListAsync(
        string repository, string remote, CancellationToken cancellationToken, params string[] patterns)
    {
        var output = await git.RunAsync(repository, ["ls-remote", "--", remote, .. patterns], cancellationToken);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t', 2))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[1], parts => parts[0], StringComparer.Ordinal);
    }

    /// <summary>Fetches, without tags and without touching <c>FETCH_HEAD</c>.</summary>
    internal Task<GitResult> FetchAsync(string repository, string remote, string refspec, CancellationToken cancellationToken) =>
        git.TryAsync(repository, ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", remote, refspec], cancellationToken);

    /// <summary>Changes all the refs or none.</summary>
    /// <returns><see langword="null"/> when done; otherwise why not.</returns>
    internal async Task<PushRefusal?> PushAsync(
        string repository, string remote, IReadOnlyList<RefUpdate> updates, CancellationToken cancellationToken)
    {
        if (updates.Count == 0)
        {
            return null;
        }

        string[] arguments =
        [
            "push", "--porcelain", "--atomic", "--no-verify",
            .. updates.Select(update => $"--force-with-lease={update.Name}:{update.Old}"),
            "--", remote, .. updates.Select(update => $"{update.New}:{update.Name}"),
        ];
        var result = await git.TryAsync(repository, arguments, cancellationToken);
        if (!result.Succeeded && updates.Count > 1 && result.Error.Contains("--atomic", StringComparison.Ordinal))
        {
            // A server that cannot: the order of the refs is then the next best.
            result = await git.TryAsync(repository, [.. arguments.Where(argument => argument != "--atomic")], cancellationToken);
        }

        return result.Succeeded ? null : Judge(arguments, result);
    }

    /// <summary>Asks whether a push would be let in, without pushing.</summary>
    /// <returns><see langword="null"/> when nothing is known to be in the way; otherwise the remote's words.</returns>
    internal async Task<string?> MayPushAsync(string repository, string remote, RefUpdate update, CancellationToken cancellationToken)
    {
        var result = await git.TryAsync(
            repository,
            ["push", "--porcelain", "--dry-run", "--no-verify", "--", remote, $"{update.New}:{update.Name}"],
            cancellationToken);
        return result.Succeeded ? null : GitCommand.Redact(result.Error);
    }

    private static PushRefusal Judge(IReadOnlyList<string> arguments, GitResult result)
    {
        var lines = result.Output.Split('\n').Where(line => line.StartsWith('!')).ToList();
        if (lines.Count == 0)
        {
            throw GitCommand.Failed(arguments, result);
        }

        // Of an atomic push, the lines of the innocent refs only say that the others failed; the reason may stand on standard error alone.
        var told = lines.Select(line => line.Split('\t')[^1]).Where(line => !line.Contains("atomic", StringComparison.Ordinal)).ToList();
        var raced = told.Count > 0
            ? told.All(line => line.StartsWith("[rejected]", StringComparison.Ordinal) || IsRace(line))
            : IsRace(result.Error);
        var words = string.Join("; ", told.DefaultIfEmpty(lines[0].Split('\t')[^1]));
        return new PushRefusal(raced, GitCommand.Redact(result.Error.Length > 0 && !raced ? $"{words}. {result.Error}" : words));
    }

    private static bool IsRace(string words) => RaceWords.Any(word => words.Contains(word, StringComparison.Ordinal));
}
