using Slipway.Core.Ports;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>A pull request as GitHub describes it: the part that is needed.</summary>
internal sealed record PullRequestData
{
    public int Number { get; init; }

    public string HtmlUrl { get; init; } = "";

    public string Title { get; init; } = "";

    public string? Body { get; init; }

    public string State { get; init; } = "";

    public bool Draft { get; init; }

    public DateTimeOffset? MergedAt { get; init; }

    public string? MergeCommitSha { get; init; }

    /// <summary><see langword="null"/> while GitHub still finds out.</summary>
    public bool? Mergeable { get; init; }

    public string? MergeableState { get; init; }

    public BranchData Head { get; init; } = new();

    public BranchData Base { get; init; } = new();

    public Account? User { get; init; }

    public IReadOnlyList<Label> Labels { get; init; } = [];

    public IReadOnlyList<Account>? RequestedReviewers { get; init; }

    public IReadOnlyList<Team>? RequestedTeams { get; init; }

    internal bool IsMerged => MergedAt is not null;

    internal bool IsOpen => State == "open";

    internal PullRequest Describe() => new(
        Number, HtmlUrl, Title, IsMerged ? "merged" : IsOpen ? "open" : "closed", Head.Ref, Base.Ref, Head.Sha,
        IsMerged ? MergeCommitSha : null)
    {
        // A fork that was deleted has left no name.
        Fork = Base.Repo is { } own && own.FullName != Head.Repo?.FullName ? Head.Repo?.FullName ?? "a fork that is gone" : null,
    };

    /// <summary>One of its two branches.</summary>
    internal sealed record BranchData
    {
        public string Ref { get; init; } = "";

        public string Sha { get; init; } = "";

        public RepositoryData? Repo { get; init; }
    }

    /// <summary>Somebody.</summary>
    internal sealed record Account(string Login);

    /// <summary>A team of the repository's organisation.</summary>
    internal sealed record Team(string Slug);

    /// <summary>A label.</summary>
    internal sealed record Label(string Name);

    /// <summary>Where a branch is.</summary>
    internal sealed record RepositoryData(string FullName);
}
