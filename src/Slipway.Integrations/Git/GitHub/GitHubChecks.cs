using System.Net;
using System.Text;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>The check runs and statuses of a commit, and which of them the base branch requires.</summary>
/// <remarks>
/// GitHub's combined state is not used: it is <c>pending</c> when there is no status at all. What is required is said by branch
/// protection and by rulesets; where neither may be read, nothing is known to be required. GitHub makes a suite for each application
/// that may check, at once, and some applications never begin one: a suite without runs is waited for 5 minutes.
/// </remarks>
internal sealed class GitHubChecks(GitHubClient client, GitHubRemotes remotes, GitHubOptions options, TimeProvider time) : IPlatformChecks
{
    private const int MaxDescribed = 10;
    private const int MaxAnnotations = 50;

    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(5);

    private static readonly string[] Good = ["success", "neutral", "skipped"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PlatformCheck>?> FindAsync(
        RepositoryInfo repository, string headSha, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return await remotes.FindAsync(repository, cancellationToken) is { } on
            ? await FindAsync(on, repository.BaseBranch, headSha, cancellationToken)
            : null;
    }

    /// <summary>The checks of a commit, each name once, with those that are required and were not seen yet.</summary>
    internal async Task<IReadOnlyList<PlatformCheck>> FindAsync(
        GitHubRepository on, string baseBranch, string headSha, CancellationToken cancellationToken)
    {
        var required = await RequiredAsync(on, baseBranch, cancellationToken);
        var runs = await client.ListAsync<CheckRun>(
                on, $"/commits/{headSha}/check-runs?filter=latest&per_page=100", "check_runs", cancellationToken)
            .Where(run => !run.IsOurs).ToListAsync(cancellationToken);
        var statuses = await client.ListAsync<Status>(
            on, $"/commits/{headSha}/status?per_page=100", "statuses", cancellationToken)
            .Where(status => status.Context != GitHubOptions.StatusContext).ToListAsync(cancellationToken);
        await DescribeAsync(on, runs, cancellationToken);
        var found = runs.Select(run => new PlatformCheck(run.Name, run.State, required.Contains(run.Name), run.Summary, run.HtmlUrl))
            .Concat(statuses.Select(status => new PlatformCheck(
                status.Context, StateOf(status.State), required.Contains(status.Context), status.Description, status.TargetUrl)))
            .GroupBy(check => check.Name, StringComparer.Ordinal)
            .Select(Worst)
            .ToList();
        var missing = required.Except(found.Select(check => check.Name), StringComparer.Ordinal);
        return
        [
            .. found,
            .. missing.Select(name => new PlatformCheck(name, PlatformCheckState.Pending, IsRequired: true, Summary: null, Url: null)),
            .. await NotBegunAsync(on, headSha, cancellationToken),
        ];
    }

    /// <summary>The applications, but for Slipway itself, that have heard of the commit and begun no check yet.</summary>
    private async Task<IEnumerable<PlatformCheck>> NotBegunAsync(GitHubRepository on, string headSha, CancellationToken cancellationToken)
    {
        var begin = time.GetUtcNow() - StartPatience;
        var suites = await client.ListAsync<CheckSuite>(
                on, $"/commits/{headSha}/check-suites?per_page=100", "check_suites", cancellationToken)
            .Where(suite => suite is { Status: not "completed", LatestCheckRunsCount: 0, App: { } app } && suite.CreatedAt > begin
                && app.Id != options.AppId)
            .ToListAsync(cancellationToken);
        return suites.Select(suite => suite.App!.Name).Distinct(StringComparer.Ordinal).Select(
            name => new PlatformCheck(name, PlatformCheckState.Pending, IsRequired: false, Summary: null, Url: null));
    }

    /// <summary>Several applications may have a check of one name: all of them must pass.</summary>
    private static PlatformCheck Worst(IEnumerable<PlatformCheck> sameName) => sameName.MaxBy(check => check.State switch
    {
        PlatformCheckState.Failed => 2,
        PlatformCheckState.Pending => 1,
        _ => 0,
    })!;

    private static PlatformCheckState StateOf(string? conclusion) =>
        conclusion is null or "pending" ? PlatformCheckState.Pending
        : Good.Contains(conclusion, StringComparer.Ordinal) ? PlatformCheckState.Passed
        : PlatformCheckState.Failed;

    private async Task<HashSet<string>> RequiredAsync(GitHubRepository on, string baseBranch, CancellationToken cancellationToken)
    {
        var name = Uri.EscapeDataString(baseBranch);
        var branch = await client.GetAsync(on, $"/branches/{name}", cancellationToken, HttpStatusCode.NotFound);
        var rules = await client.GetAsync(
            on, $"/rules/branches/{name}?per_page=100", cancellationToken, HttpStatusCode.NotFound, HttpStatusCode.Forbidden);
        var required = new HashSet<string>(StringComparer.Ordinal);
        if (branch.Status == HttpStatusCode.OK)
        {
            required.UnionWith(branch.Read<Branch>().Protection?.RequiredStatusChecks?.Contexts ?? []);
        }

        if (rules.Status == HttpStatusCode.OK)
        {
            required.UnionWith(rules.ReadList<Rule>()
                .Where(rule => rule.Type == "required_status_checks")
                .SelectMany(rule => rule.Parameters?.RequiredStatusChecks ?? [])
                .Select(check => check.Context));
        }

        // Whoever requires Slipway's own word means that nobody else merges: Slipway does not wait for itself.
        required.Remove(GitHubOptions.StatusContext);
        required.Remove(GitHubReports.CheckName);
        return required;
    }

    /// <summary>Reads what failed check runs say of lines, which tells an agent most.</summary>
    private async Task DescribeAsync(GitHubRepository on, IEnumerable<CheckRun> runs, CancellationToken cancellationToken)
    {
        var failed = runs.Where(run => run is { State: PlatformCheckState.Failed, Output.AnnotationsCount: > 0 });
        foreach (var run in failed.Take(MaxDescribed))
        {
            run.Annotations = await client.ListAsync<Annotation>(
                    on, $"/check-runs/{run.Id}/annotations?per_page={MaxAnnotations}", null, cancellationToken)
                .Take(MaxAnnotations).ToListAsync(cancellationToken);
        }
    }

    private sealed record CheckRun(
        long Id, string Name, string Status, string? Conclusion, string? ExternalId, string? HtmlUrl, Output? Output)
    {
        internal IReadOnlyList<Annotation> Annotations { get; set; } = [];

        /// <summary>What Slipway itself says of a commit is nothing to wait for.</summary>
        internal bool IsOurs => ExternalId is { } id && WorkflowId.TryParse(id.Split('/')[0], out _);

        internal PlatformCheckState State => Status == "completed" ? StateOf(Conclusion) : PlatformCheckState.Pending;

        internal string? Summary
        {
            get
            {
                var text = new StringBuilder();
                foreach (var part in new[] { Output?.Title, Output?.Summary, Output?.Text }.Where(part => !string.IsNullOrWhiteSpace(part)))
                {
                    text.Append(part).Append('\n');
                }

                foreach (var annotation in Annotations)
                {
                    text.Append(annotation.Path).Append(':').Append(annotation.StartLine).Append(": ")
                        .Append(annotation.Message).Append('\n');
                }

                return text.Length == 0 ? null : text.ToString();
            }
        }
    }

    private sealed record CheckSuite(string? Status, int LatestCheckRunsCount, DateTimeOffset? CreatedAt, Application? App);

    private sealed record Application(long Id, string Name);

    private sealed record Output(string? Title, string? Summary, string? Text, int AnnotationsCount);

    private sealed record Annotation(string Path, int StartLine, string? Message);

    private sealed record Status(string Context, string State, string? Description, string? TargetUrl);

    private sealed record Branch(Protection? Protection);

    private sealed record Protection(StatusChecks? RequiredStatusChecks);

    private sealed record StatusChecks(IReadOnlyList<string>? Contexts);

    private sealed record Rule(string Type, RuleParameters? Parameters);

    private sealed record RuleParameters(IReadOnlyList<RequiredCheck>? RequiredStatusChecks);

    private sealed record RequiredCheck(string Context);
}
