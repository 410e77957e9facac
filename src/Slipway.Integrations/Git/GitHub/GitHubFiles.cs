using System.Net;
using System.Text;
using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Files of repositories on GitHub, by its contents API, which has those of at most 1 MB.</summary>
internal sealed class GitHubFiles(GitHubClient client, GitHubOptions options) : IRepositoryFiles
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public Task<RepositoryFile?> ReadAsync(
        string repository, string path, string? reference, CancellationToken cancellationToken) =>
        ReadAsync(On(repository), path, reference, cancellationToken);

    /// <inheritdoc/>
    public async Task<RepositoryFile> WriteAsync(
        string repository, RepositoryFile file, string? branch, string message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var on = On(repository);
        var there = await ReadAsync(on, file.Path, branch, cancellationToken);
        if (there is not null && there.Content == file.Content)
        {
            return there;
        }

        if (file.Sha.Length > 0 && file.Sha != there?.Sha)
        {
            throw GitHubErrors.Refused(
                $"'{Shown(file.Path)}' in {on} is {there?.Sha ?? "gone"}, not {Shown(file.Sha)}: somebody changed it. Read it again.",
                ErrorCategory.ValidationFailed);
        }

        var body = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["message"] = message,
            ["content"] = Convert.ToBase64String(Strict.GetBytes(file.Content)),
        };
        Set(body, "sha", there?.Sha);
        Set(body, "branch", branch);
        var reply = await client.SendAsync(
            HttpMethod.Put, on, AddressOf(file.Path), body, cancellationToken, HttpStatusCode.Conflict);
        if (reply.Status == HttpStatusCode.Conflict)
        {
            // The branch, or the file, was changed between the two requests.
            throw new SlipwayException(
                ErrorCodes.GitHubRefused,
                $"'{Shown(file.Path)}' in {on} was changed by others meanwhile. GitHub says: {GitHubErrors.Words(reply.Body)}",
                ErrorCategory.Transient);
        }

        var written = reply.Read<Written>();
        return file with { Sha = written.Content.Sha, Commit = written.Commit.Sha };
    }

    private async Task<RepositoryFile?> ReadAsync(
        GitHubRepository on, string path, string? reference, CancellationToken cancellationToken)
    {
        var query = reference is null ? "" : $"?ref={Uri.EscapeDataString(reference)}";
        var reply = await client.GetAsync(on, AddressOf(path) + query, cancellationToken, HttpStatusCode.NotFound);
        if (reply.Status == HttpStatusCode.NotFound)
        {
            return null;
        }

        var found = reply.Body.ValueKind == JsonValueKind.Array ? new Entry { Type = "dir" } : reply.Read<Entry>();
        return found switch
        {
            { Type: not "file" } => throw Unusable(path, on, "is no file"),
            { Encoding: not "base64" } => throw Unusable(path, on, "is larger than 1 MB, the most that GitHub gives this way"),
            _ => new RepositoryFile(path, Text(found.Content, path, on), found.Sha),
        };
    }

    private static string Text(string content, string path, GitHubRepository on)
    {
        try
        {
            return Strict.GetString(Convert.FromBase64String(content));
        }
        catch (ArgumentException)
        {
            throw Unusable(path, on, "is no text in UTF-8");
        }
        catch (FormatException exception)
        {
            throw GitHubErrors.Unreadable(exception);
        }
    }

    private static void Set(Dictionary<string, string> body, string name, string? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }
    }

    private static string AddressOf(string path) =>
        "/contents/" + string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private GitHubRepository On(string repository) => !options.IsSet
        ? throw new SlipwayException(
            ErrorCodes.StepConfigInvalid, $"Files on GitHub need {GitHubOptions.SectionName}:TokenName, or a GitHub App.")
        : GitHubRepository.Named(repository) ?? throw new SlipwayException(
            ErrorCodes.StepConfigInvalid, $"'{Shown(repository)}' is no repository: it must be owner/name.");

    private static SlipwayException Unusable(string path, GitHubRepository on, string why) =>
        GitHubErrors.Refused($"'{Shown(path)}' in {on} {why}. Name another file, or work in a clone.");

    private static string Shown(string text) => Sanitiser.Line(Redactor.Redact(Sanitiser.Text(text)), 200);

    private sealed record Entry
    {
        public string Type { get; init; } = "";

        public string? Encoding { get; init; }

        public string Content { get; init; } = "";

        public string Sha { get; init; } = "";
    }

    private sealed record Written(Reference Content, Reference Commit);

    private sealed record Reference(string Sha);
}
