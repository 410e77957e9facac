using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git;

/// <summary>
/// The blob at <c>refs/slipway/pulls/&lt;number&gt;/meta</c>: a pull request in JSON, UTF-8, camel case, indented for people who read it
/// with <c>git show</c>. <c>version</c> is 1; a reader skips records of a version it does not know. The head is not in it: it is the ref
/// <c>refs/slipway/pulls/&lt;number&gt;/head</c>.
/// </summary>
internal sealed record PullRequestRecord
{
    internal const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public int Version { get; init; } = CurrentVersion;

    public required string Title { get; init; }

    public required string Body { get; init; }

    public required string Branch { get; init; }

    public required string BaseBranch { get; init; }

    public required string WorkflowId { get; init; }

    public required string State { get; init; }

    public string? MergeSha { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? MergedAt { get; init; }

    /// <summary>Whether it is a draft; unset for one that is ready.</summary>
    public bool? Draft { get; init; }

    /// <summary>Its labels; unset for none.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Who is asked for a review; unset for nobody.</summary>
    public IReadOnlyList<string>? Reviewers { get; init; }

    /// <summary>What its workflow last said of itself; unset before it has.</summary>
    public string? Report { get; init; }

    public DateTimeOffset? ReportedAt { get; init; }

    internal string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <summary>The same, with what is asked for added; a draft is what it was opened as.</summary>
    internal PullRequestRecord With(PullRequestSettings? settings) => this with
    {
        Labels = Union(Labels, settings?.Labels),
        Reviewers = Union(Reviewers, settings?.Reviewers),
    };

    private static IReadOnlyList<string>? Union(IReadOnlyList<string>? had, IReadOnlyList<string>? wanted) =>
        (had ?? []).Union(wanted ?? [], StringComparer.OrdinalIgnoreCase).ToList() is { Count: > 0 } all ? all : null;

    /// <summary>Reads a record; <see langword="null"/> for what is none, or of another version.</summary>
    internal static PullRequestRecord? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<PullRequestRecord>(json, Json) is { Version: CurrentVersion } record ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
