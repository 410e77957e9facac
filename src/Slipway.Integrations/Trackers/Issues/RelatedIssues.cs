using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Integrations.Analysis;

namespace Slipway.Integrations.Trackers.Issues;

/// <summary>Finds the open issues that have most to do with one: they share the words that are worth looking for.</summary>
internal static class RelatedIssues
{
    private const int MaxRelated = 5;
    private const int LeastShared = 2;

    /// <summary>At most five, those that share most words first. A tracker that cannot list them has none.</summary>
    internal static async Task<IReadOnlyList<FoundIssue>> FindAsync(IIssueSource source, FoundIssue of, CancellationToken cancellationToken)
    {
        IReadOnlyList<FoundIssue> open;
        try
        {
            open = await source.FindAsync(new IssueQuery([], Query: null, NewestFirst: true, []), cancellationToken);
        }
        catch (SlipwayException exception) when (exception.Category is ErrorCategory.Configuration or ErrorCategory.Permission)
        {
            return [];
        }

        var terms = SearchTerms.Of($"{of.Title}\n{of.Text}");
        return
        [
            .. open.Where(issue => issue.Id != of.Id)
                .Select(issue => (Issue: issue, Shared: terms.Count(term => Has(issue, term))))
                .Where(each => each.Shared >= LeastShared)
                .OrderByDescending(each => each.Shared).Take(MaxRelated).Select(each => each.Issue),
        ];
    }

    private static bool Has(FoundIssue issue, string term) =>
        issue.Title.Contains(term, StringComparison.OrdinalIgnoreCase)
        || issue.Text?.Contains(term, StringComparison.OrdinalIgnoreCase) == true;
}
