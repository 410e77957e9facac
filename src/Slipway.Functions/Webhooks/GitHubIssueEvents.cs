using Slipway.Functions.Webhooks.Rules;

namespace Slipway.Functions.Webhooks;

/// <summary>Reads what happens to issues, and comments on issues and pull requests, which GitHub tells as the same event.</summary>
internal static class GitHubIssueEvents
{
    private const string ByMachine = "A bot did it: rules and commands are for people.";

    public static GitHubDelivery Comment(string action, GitHubPayload payload, string? ownLogin)
    {
        var body = payload.Text("comment", "body");
        if (action != "created")
        {
            return GitHubDelivery.Ignored("Only a new comment is read.");
        }

        if (GitHubEvents.IsMachine(payload, ownLogin) || SlashCommand.IsOurs(body))
        {
            return GitHubDelivery.Ignored(ByMachine);
        }

        if (SlashCommand.Find(body) is not { } command)
        {
            return GitHubDelivery.Ignored("It holds no command.");
        }

        var person = GitHubEvents.PersonOf(payload, "comment");
        var reference = GitHubEvents.Reference(payload, payload.Number("issue", "number"));
        var isPullRequest = payload.Has("issue", "pull_request");
        return SlashCommand.Named(command.Name, command.Arguments) is { } signal
            ? isPullRequest
                ? new GitHubDelivery { Signal = signal, PullRequest = reference, Person = person }
                : GitHubDelivery.Ignored($"/{command.Name} belongs on a workflow's pull request, not on an issue.")
            : new GitHubDelivery { Trigger = RuleTrigger.OfComment(payload, command), Person = person };
    }

    public static GitHubDelivery Issue(string action, GitHubPayload payload, string? ownLogin)
    {
        if (action != "labeled")
        {
            return GitHubDelivery.Ignored("Of what happens to an issue, rules know only that it gets a label.");
        }

        return GitHubEvents.IsMachine(payload, ownLogin)
            ? GitHubDelivery.Ignored(ByMachine)
            : new GitHubDelivery { Trigger = RuleTrigger.OfLabel(payload) };
    }
}
