using System.Net;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Labels and reviewers of pull requests on GitHub: what the request names, and what the host gives to all.</summary>
internal sealed class PullRequestDress(GitHubClient client, GitHubOptions options)
{
    /// <summary>Puts on what is missing. What people took off again comes back with the next round; who has reviewed is not asked
    /// anew. A team's review is one of a person's, and ends that the team is asked: it is asked once.</summary>
    internal async Task PutOnAsync(
        GitHubRepository on, PullRequestData pull, PullRequestSettings? settings, CancellationToken cancellationToken)
    {
        var labels = Union(options.Labels, settings?.Labels).Except(pull.Labels.Select(label => label.Name), Same).ToList();
        if (labels.Count > 0)
        {
            var labelled = await client.SendAsync(
                HttpMethod.Post, on, $"/issues/{pull.Number}/labels", new { labels }, cancellationToken,
                HttpStatusCode.UnprocessableEntity);
            Require(labelled, $"give pull request {pull.Number} in {on} the labels {string.Join(", ", labels)}");
        }

        var known = (pull.RequestedReviewers ?? []).Select(reviewer => reviewer.Login)
            .Concat((pull.RequestedTeams ?? []).Select(team => $"{on.Owner}/{team.Slug}"))
            .Append(pull.User?.Login ?? "");
        var asked = Union(options.Reviewers, settings?.Reviewers).Except(known, Same).ToList();
        if (asked.Count > 0)
        {
            await AskAsync(on, pull.Number, asked, cancellationToken);
        }
    }

    private static StringComparer Same => StringComparer.OrdinalIgnoreCase;

    private async Task AskAsync(GitHubRepository on, int number, List<string> asked, CancellationToken cancellationToken)
    {
        var reviewed = await client.ListAsync<Review>(on, $"/pulls/{number}/reviews?per_page=100", null, cancellationToken)
            .Select(review => review.User?.Login).ToListAsync(cancellationToken);
        var teams = asked.Where(name => name.Contains('/', StringComparison.Ordinal)).ToList();
        var reviewers = asked.Except(teams, Same).Except(reviewed.OfType<string>(), Same).ToList();
        if (teams.Count > 0)
        {
            var before = await client.ListAsync<Happened>(on, $"/issues/{number}/events?per_page=100", null, cancellationToken)
                .Select(each => $"{on.Owner}/{each.RequestedTeam?.Slug}").ToListAsync(cancellationToken);
            teams = [.. teams.Except(before, Same)];
        }

        if (reviewers.Count + teams.Count == 0)
        {
            return;
        }

        var reply = await client.SendAsync(
            HttpMethod.Post, on, $"/pulls/{number}/requested_reviewers",
            new { reviewers, team_reviewers = teams.Select(team => team[(team.IndexOf('/', StringComparison.Ordinal) + 1)..]) },
            cancellationToken, HttpStatusCode.UnprocessableEntity);
        Require(
            reply,
            $"ask {string.Join(", ", reviewers.Concat(teams))} for a review of pull request {number} in {on}. Each must be a login, or a "
            + "team of the organisation as org/team, that may read the repository");
    }

    private static void Require(GitHubReply reply, string what)
    {
        if (reply.Status == HttpStatusCode.UnprocessableEntity)
        {
            throw GitHubErrors.Refused($"GitHub does not {what}. GitHub says: {GitHubErrors.Words(reply.Body)}");
        }
    }

    private static IEnumerable<string> Union(IEnumerable<string> all, IEnumerable<string>? own) => all.Union(own ?? [], Same);

    private sealed record Review(PullRequestData.Account? User);

    private sealed record Happened(PullRequestData.Team? RequestedTeam);
}
