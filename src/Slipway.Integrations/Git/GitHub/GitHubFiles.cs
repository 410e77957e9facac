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
        file = file with { Content = LineEnds.AsIn(file.Content, there?.Content) };
        if (there is not null && there.Content == file.Content)
        {
            return there with { Commit = await CommitOfAsync(on, file.Path, branch, message, cancellationToken) };
        }

        if (file.Sha is { } expected && expected != (there?.Sha ?? ""))
        {
            throw GitHubErrors.Refused(
                expected.Length == 0
                    ? $"'{Shown(file.Path)}' in {on} is there: somebody made it. Read it again."
                    : $"'{Shown(file.Path)}' in {on} is {there?.Sha ?? "gone"}, not {Shown(expected)}: somebody changed it. Read it again.",
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
            HttpMethod.Put, on, AddressOf(file.Path), body, cancellationToken, HttpStatusCode.Conflict,
            HttpStatusCode.UnprocessableEntity);
        var isMade = there is null && GitHubErrors.Says(reply.Body, "sha");
        if (reply.Status == HttpStatusCode.UnprocessableEntity && !isMade)
        {
            throw GitHubErrors.Refused(
                $"GitHub does not write '{Shown(file.Path)}' in {on}. GitHub says: {GitHubErrors.Words(reply.Body)}");
        }

        if (reply.Status is HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity)
        {
            // The branch, or the file, was changed between the two requests.
            throw new SlipwayException(
                ErrorCodes.GitHubRefused,
                $"'{Shown(file.Path)}' in {on} was made or changed by others meanwhile. GitHub says: {GitHubErrors.Words(reply.Body)}",
                ErrorCategory.Transient);
        }

        var written = reply.Read<Written>();
        return file with { Sha = written.Content.Sha, Commit = written.Commit.Sha };
    }

    /// <summary>The commit that an attempt before this one made, when the file is as that left it; nobody may have kept what it gave.
    /// </summary>
    private async Task<string?> CommitOfAsync(
        GitHubRepository on, string path, string? branch, string message, CancellationToken cancellationToken)
    {
        var query = $"/commits?path={Uri.EscapeDataString(path)}&per_page=1"
            + (branch is null ? "" : $"&sha={Uri.EscapeDataString(branch)}");
        var reply = await client.GetAsync(on, query, cancellationToken);
        return reply.Read<Logged[]>() is [var last, ..] && last.Commit.Message.TrimEnd() == message.TrimEnd() ? last.Sha : null;
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

    private sealed record Logged(string Sha, Words Commit);

    private sealed record Words(string Message);
}
