using System.Text.RegularExpressions;
using Slipway.Core.Security;

namespace Slipway.Core.Ports;

/// <summary>What a pull request has besides its text. A host may add to it for all of them: <c>docs/github.md</c>.</summary>
public sealed partial record PullRequestSettings
{
    /// <summary>Most labels of one pull request.</summary>
    public const int MaxLabels = 20;

    /// <summary>Most reviewers of one pull request: GitHub asks no more.</summary>
    public const int MaxReviewers = 15;

    private const int MaxLabelLength = 50;

    /// <summary>Whether it is opened as a draft, which no workflow merges. One that is there already stays what it is. Default no.
    /// </summary>
    public bool Draft { get; init; }

    /// <summary>Labels that it gets, besides those that it has; at most 20 of at most 50 characters. Default none.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Who is asked for a review: logins, or teams as <c>org/team</c>; at most 15. Whoever has reviewed it, or opened it, is not
    /// asked. Default none.</summary>
    public IReadOnlyList<string> Reviewers { get; init; } = [];

    /// <summary>What is wrong with it; <see langword="null"/> when nothing.</summary>
    public string? Problem => Labels is null || Reviewers is null
        ? "has labels and reviewers, which are lists."
        : Labels.Count > MaxLabels ? $"has {Labels.Count} labels; at most {MaxLabels} are allowed."
        : Labels.FirstOrDefault(label => !IsLabel(label)) is { } label
            ? $"has a label '{Shorten(label)}': use 1 to {MaxLabelLength} characters on one line."
        : Labels.Any(label => label is null) || Reviewers.Any(reviewer => reviewer is null) ? "has a label or a reviewer that is null."
        : Reviewers.Count > MaxReviewers ? $"has {Reviewers.Count} reviewers; at most {MaxReviewers} are allowed."
        : Reviewers.FirstOrDefault(reviewer => !ReviewerPattern().IsMatch(reviewer)) is { } reviewer
            ? $"has a reviewer '{Shorten(reviewer)}': write a login such as ann, without @, or a team as org/team."
        : null;

    private static bool IsLabel(string? label) =>
        label is null || (label.Length is > 0 and <= MaxLabelLength && !string.IsNullOrWhiteSpace(label) && !label.Any(char.IsControl));

    private static string Shorten(string value) => Sanitiser.Line(Redactor.Redact(Sanitiser.Text(value)), 60);

    [GeneratedRegex(
        @"^[A-Za-z0-9][A-Za-z0-9._+@-]{0,99}(/[A-Za-z0-9][A-Za-z0-9._-]{0,99})?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ReviewerPattern();
}
