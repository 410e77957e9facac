using System.Text.RegularExpressions;
using Slipway.Core.Security;

namespace Slipway.Core.Lifecycle;

/// <summary>What people call their workflows by, such as <c>team=shop</c>: to find them by, nothing else looks at it.</summary>
public static partial class WorkflowLabels
{
    /// <summary>Most labels of one workflow.</summary>
    public const int MaxLabels = 10;

    private const int MaxNameLength = 60;
    private const int MaxValueLength = 100;

    /// <summary>What is wrong with them; <see langword="null"/> when nothing is, or there are none.</summary>
    public static string? Problem(IReadOnlyDictionary<string, string>? labels) => labels switch
    {
        null => null,
        { Count: > MaxLabels } => $"has {labels.Count} entries; at most {MaxLabels} are allowed.",
        _ => labels.Select(label => Problem(label.Key, label.Value)).FirstOrDefault(problem => problem is not null),
    };

    /// <summary>Values on one line, without anything that looks like a credential; none at all are <see langword="null"/>.</summary>
    public static IReadOnlyDictionary<string, string>? Sanitise(IReadOnlyDictionary<string, string>? labels) =>
        labels is null or { Count: 0 }
        ? null
        : new SortedDictionary<string, string>(
            labels.ToDictionary(label => label.Key, label => Clean(label.Value), StringComparer.Ordinal), StringComparer.Ordinal);

    private static string? Problem(string name, string? value) => value switch
    {
        _ when !NamePattern().IsMatch(name) =>
            $"has a name '{Shorten(name)}': use 1 to {MaxNameLength} letters, digits, dots, dashes or underscores.",
        null or { Length: > MaxValueLength } => $"has a value of '{name}' that is no text of 1 to {MaxValueLength} characters.",
        _ when Clean(value).Length == 0 => $"has a blank value of '{name}': give a text of 1 to {MaxValueLength} characters.",
        _ => null,
    };

    private static string Clean(string value) => Sanitiser.Line(Redactor.Redact(Sanitiser.Text(value)), MaxValueLength);

    private static string Shorten(string value) => Sanitiser.Line(Redactor.Redact(Sanitiser.Text(value)), 60);

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,60}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();
}
