using System.ComponentModel.DataAnnotations;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>How Slipway works with GitHub. Bound from the configuration section <c>Slipway:GitHub</c>, checked at start. Without
/// <see cref="TokenName"/> and <see cref="AppId"/>, pull requests are kept in the repositories.</summary>
public sealed class GitHubOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Slipway:GitHub";

    /// <summary>The status that is Slipway's own at a commit: nothing that Slipway waits for.</summary>
    public const string StatusContext = "slipway";

    /// <summary>The REST API. Default <c>https://api.github.com</c>; GitHub Enterprise Server has <c>https://HOST/api/v3</c>.</summary>
    [Required]
    public Uri ApiUrl { get; set; } = new("https://api.github.com");

    /// <summary>The name of the setting or environment variable that holds a token, such as <c>GITHUB_TOKEN</c>. Unset: none.</summary>
    public string? TokenName { get; set; }

    /// <summary>The id of a GitHub App to act as, instead of a token. Unset: none.</summary>
    public long? AppId { get; set; }

    /// <summary>With <see cref="AppId"/>: the name of the setting or environment variable that holds its private key, as PEM.</summary>
    public string? AppKeyName { get; set; }

    /// <summary>How pull requests are merged: <c>merge</c> (default), <c>squash</c> or <c>rebase</c>.</summary>
    [RegularExpression("merge|squash|rebase", ErrorMessage = "must be merge, squash or rebase.")]
    public string MergeMethod { get; set; } = "merge";

    /// <summary>Whether pull requests are opened as drafts, which somebody marks as ready before they can be merged. Default no.</summary>
    public bool Draft { get; set; }

    /// <summary>Labels that every pull request gets; at most 20. Default none.</summary>
    [MaxLength(20)]
    public IList<string> Labels { get; set; } = [];

    /// <summary>Logins of those who are asked for a review of every pull request; at most 15. Default none.</summary>
    [MaxLength(15)]
    public IList<string> Reviewers { get; set; } = [];

    /// <summary>Time between two requests that change something: 0 to 1 min, default 1 s, which GitHub asks for.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ChangeGap { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait for one answer: 1 s to 5 min, default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between two looks for deliveries of webhooks that failed, to have them sent again: 0 (never) to 1 day, default 10 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan RedeliveryInterval { get; set; } = TimeSpan.FromMinutes(10);

    internal bool IsSet => !string.IsNullOrEmpty(TokenName) || AppId is not null;

    /// <summary>Where repositories are cloned from.</summary>
    internal string WebHost => ApiUrl.Host == "api.github.com" ? "github.com" : ApiUrl.Authority;
}
