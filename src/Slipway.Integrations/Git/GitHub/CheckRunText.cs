namespace Slipway.Integrations.Git.GitHub;

/// <summary>A check run of ours.</summary>
/// <param name="Name">What people see.</param>
/// <param name="ExternalId">By which a second run finds it, such as <c>wf-…/gates</c>.</param>
/// <param name="Conclusion"><c>success</c>, <c>failure</c> and so on; <see langword="null"/> while it runs.</param>
/// <param name="Title">One line.</param>
/// <param name="Summary">Markdown, at most 65,535 characters.</param>
internal sealed record CheckRunText(string Name, string ExternalId, string? Conclusion, string Title, string Summary)
{
    /// <summary>Its buttons, at most 3.</summary>
    internal IReadOnlyList<CheckAction> Actions { get; init; } = [];
}
