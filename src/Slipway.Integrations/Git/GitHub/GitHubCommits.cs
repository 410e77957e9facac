namespace Slipway.Integrations.Git.GitHub;

/// <summary>What is said of commits: statuses and checks.</summary>
internal sealed class GitHubCommits(GitHubClient client)
{
    private const int MaxDescription = 140;

    /// <summary>Says something of a commit: <c>error failure pending success</c>. The last one of a context counts; one that says the
    /// same is not repeated.</summary>
    internal async Task SetStatusAsync(
        GitHubRepository on, string sha, string context, string state, string description, CancellationToken cancellationToken)
    {
        var wanted = new Status(context, state, description.Length > MaxDescription ? description[..MaxDescription] : description);
        var known = await client.ListAsync<Status>(on, $"/commits/{sha}/status?per_page=100", "statuses", cancellationToken)
            .FirstOrDefaultAsync(status => status.Context == context, cancellationToken);
        if (known != wanted)
        {
            await client.SendAsync(
                HttpMethod.Post, on, $"/statuses/{sha}",
                new { state = wanted.State, context = wanted.Context, description = wanted.Description }, cancellationToken);
        }
    }

    /// <summary>Makes the check run of a name and an id of ours, or changes the one that an earlier run made. Needs a GitHub App.</summary>
    internal async Task SetCheckRunAsync(GitHubRepository on, string sha, CheckRunText check, CancellationToken cancellationToken)
    {
        var known = await client.ListAsync<CheckRun>(
                on,
                $"/commits/{sha}/check-runs?check_name={Uri.EscapeDataString(check.Name)}&per_page=100",
                "check_runs",
                cancellationToken)
            .FirstOrDefaultAsync(run => run.ExternalId == check.ExternalId, cancellationToken);
        var status = check.Conclusion is null ? "in_progress" : "completed";
        var output = new { title = check.Title, summary = check.Summary };
        var actions = check.Actions.Select(
            action => new { label = action.Label, description = action.Description, identifier = action.Identifier });
        object body = check.Conclusion is null
            ? new { name = check.Name, head_sha = sha, external_id = check.ExternalId, status, output, actions }
            : new
            {
                name = check.Name, head_sha = sha, external_id = check.ExternalId, status, conclusion = check.Conclusion, output, actions,
            };
        await client.SendAsync(
            known is null ? HttpMethod.Post : HttpMethod.Patch, on, known is null ? "/check-runs" : $"/check-runs/{known.Id}", body,
            cancellationToken);
    }

    private sealed record Status(string Context, string State, string? Description);

    private sealed record CheckRun(long Id, string? ExternalId);
}
