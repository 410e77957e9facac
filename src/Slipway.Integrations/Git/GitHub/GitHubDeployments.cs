using System.Net;
using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Deployments of repositories on GitHub. Which step made one is in its payload, as <c>{"slipway": MARKER, "attempt": N}</c>.
/// </summary>
internal sealed class GitHubDeployments(GitHubClient client, GitHubRemotes remotes, GitHubOptions options) : IDeployments
{
    private const int MaxDescription = 140;
    private const int MaxSaid = 300;

    private static readonly string[] Waiting = ["waiting", "pending", "queued", "in_progress"];

    /// <inheritdoc/>
    public bool IsConfigured => options.IsSet;

    /// <inheritdoc/>
    public async Task<string?> FindAsync(RepositoryInfo repository, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return (await remotes.FindAsync(repository, cancellationToken))?.ToString();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Deployment>> ListAsync(string repository, string environment, CancellationToken cancellationToken)
    {
        var reply = await client.GetAsync(
            On(repository), $"/deployments?environment={Uri.EscapeDataString(environment)}&per_page=100", cancellationToken);
        return [.. reply.ReadList<Kept>().OrderByDescending(kept => kept.Id).Select(kept => kept.Read())];
    }

    /// <inheritdoc/>
    public async Task<string?> CommitAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        var reply = await client.GetAsync(
            On(repository), $"/commits/{Uri.EscapeDataString(reference)}", cancellationToken, HttpStatusCode.NotFound,
            HttpStatusCode.Conflict, HttpStatusCode.UnprocessableEntity);
        return reply.Status == HttpStatusCode.OK ? reply.Read<Commit>().Sha : null;
    }

    /// <inheritdoc/>
    public async Task<Deployment> CreateAsync(string repository, DeploymentRequest wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var body = new
        {
            @ref = wanted.Reference,
            auto_merge = false,
            required_contexts = wanted.RequiredChecks,
            environment = wanted.Environment,
            description = Sanitiser.Line(wanted.Description, MaxDescription),
            payload = new { slipway = wanted.Marker, attempt = wanted.Attempt, rollback = wanted.IsRollback },
        };
        var reply = await client.SendAsync(
            HttpMethod.Post, On(repository), "/deployments", body, cancellationToken, HttpStatusCode.Conflict,
            HttpStatusCode.UnprocessableEntity);
        return reply.Status is HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity
            ? throw GitHubErrors.Refused(
                $"GitHub makes no deployment of {Sanitiser.Line(wanted.Reference, 200)} to {wanted.Environment} in {repository}. "
                    + $"GitHub says: {GitHubErrors.Words(reply.Body)}",
                reply.Status == HttpStatusCode.Conflict ? ErrorCategory.ValidationFailed : ErrorCategory.Configuration)
            : reply.Read<Kept>().Read();
    }

    /// <inheritdoc/>
    public async Task<DeploymentStanding> StandingAsync(
        string repository, Deployment deployment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        var reply = await client.GetAsync(On(repository), $"/deployments/{deployment.Id}/statuses?per_page=100", cancellationToken);
        var statuses = reply.ReadList<Status>().OrderByDescending(status => status.Id).ToList();
        if (statuses is not [var last, ..])
        {
            return new DeploymentStanding(DeploymentState.Waiting, "not begun", "", Url: null, Since: null);
        }

        // A later deployment that succeeds makes those before it inactive: what was deployed before counts, and since when.
        var counts = last.State == "inactive" ? statuses.Find(status => status.State == "success") ?? last : last;
        return new DeploymentStanding(
            StateOf(counts.State), counts.State, Sanitiser.Line(Redactor.Redact(Sanitiser.Text(counts.Description ?? "")), MaxSaid),
            new[] { counts.EnvironmentUrl, counts.LogUrl, counts.TargetUrl }.FirstOrDefault(url => !string.IsNullOrEmpty(url)),
            counts.CreatedAt);
    }

    private static DeploymentState StateOf(string state) =>
        state == "success" ? DeploymentState.Succeeded
        : Waiting.Contains(state, StringComparer.Ordinal) ? DeploymentState.Waiting
        : DeploymentState.Failed;

    private static GitHubRepository On(string repository) => GitHubRepository.Named(repository) ?? throw new SlipwayException(
        ErrorCodes.StepConfigInvalid, $"'{Sanitiser.Line(repository, 200)}' is no repository: it must be owner/name.");

    private sealed record Kept(long Id, string Sha, string Environment, JsonElement Payload)
    {
        /// <summary>The payload is whatever its maker made it: an object, a text, an object in a text, or nothing.</summary>
        internal Deployment Read()
        {
            var made = new Deployment(Id, Sha, Environment);
            return Payload.ValueKind == JsonValueKind.Object && Payload.TryGetProperty("slipway", out var marker)
                && marker.ValueKind == JsonValueKind.String
                    ? made with
                    {
                        Marker = marker.GetString(),
                        Attempt = Payload.TryGetProperty("attempt", out var attempt) && attempt.ValueKind == JsonValueKind.Number
                            && attempt.TryGetInt32(out var number) ? number : 0,
                        IsRollback = Payload.TryGetProperty("rollback", out var rollback) && rollback.ValueKind == JsonValueKind.True,
                    }
                    : made;
        }
    }

    private sealed record Commit(string Sha);

    private sealed record Status(
        long Id, string State, string? Description, string? EnvironmentUrl, string? LogUrl, string? TargetUrl, DateTimeOffset CreatedAt);
}
