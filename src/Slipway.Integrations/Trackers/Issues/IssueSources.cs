using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Git.GitHub;

namespace Slipway.Integrations.Trackers.Issues;

/// <summary>Finds the tracker that a step means: GitHub by numbers, Jira by keys.</summary>
internal sealed partial class IssueSources(
    GitHubIssues issues, GitHubRemotes remotes, IOptions<GitHubOptions> github, IIssueTracker tracker)
{
    internal const string GitHub = "github";
    internal const string Jira = "jira";

    /// <summary>An issue's key as its tracker writes it, and which tracker that is; <see langword="null"/> when it is neither's.</summary>
    internal static (string Tracker, string Key)? Parse(string text) =>
        Number().Match(text.Trim()) is { Success: true } number ? (GitHub, number.Groups["number"].Value)
        : Ticket().IsMatch(text.Trim()) ? (Jira, text.Trim().ToUpperInvariant())
        : null;

    /// <summary>What is wrong with the <c>issue</c> of a config, when it names one.</summary>
    internal static StepConfigProblem? Problem(JsonElement config) =>
        StepConfig.Literal(config, "issue") is { } issue && Parse(issue) is null
            ? new StepConfigProblem("issue", $"'{Sanitiser.Line(issue, 60)}' names no issue: give a number, or a key such as SHOP-12.")
            : null;

    /// <summary>The tracker that a step names, or that its workflow's repository is on.</summary>
    /// <param name="context">The step; its config may have <c>repository</c>, such as <c>acme/shop</c>.</param>
    /// <param name="named"><see cref="GitHub"/> or <see cref="Jira"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlipwayException">There is none.</exception>
    internal async Task<IIssueSource> FindAsync(StepContext context, string named, CancellationToken cancellationToken)
    {
        if (named == Jira)
        {
            return new JiraIssueSource(tracker);
        }

        if (!github.Value.IsSet)
        {
            throw Wrong($"Issues on GitHub need {GitHubOptions.SectionName}:TokenName, or a GitHub App.");
        }

        return new GitHubIssueSource(issues, await LocateAsync(context, cancellationToken), github.Value.WebHost);
    }

    private async Task<GitHubRepository> LocateAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Text("repository") is { } given)
        {
            return GitHubRepository.Named(given) ?? throw Wrong($"'{Sanitiser.Line(given, 100)}' is no repository: it must be owner/name.");
        }

        var found = context.Workspace is { } workspace ? await remotes.FindAsync(workspace.Repository, cancellationToken) : null;
        return found ?? throw Wrong(
            $"'{context.StepId}' does not know in which repository: start the workflow with a clone whose remote is on "
                + $"{github.Value.WebHost}, or give 'repository', such as acme/shop.");
    }

    private static SlipwayException Wrong(string message) => new(ErrorCodes.StepConfigInvalid, message);

    [GeneratedRegex(
        "^#?(?<number>[1-9][0-9]{0,8})$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,49}-[1-9][0-9]{0,8}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Ticket();
}
