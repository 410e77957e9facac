using Microsoft.DurableTask.Client;
using Slipway.Core.Lifecycle;

namespace Slipway.Functions.Api;

/// <summary>Reads a page of workflows: filtered, in the host's order, full unless it is the last one.</summary>
/// <remarks>The embedded host's order is oldest first, Azure Storage's is that of the ids: no host can be asked for another.</remarks>
/// <param name="Workflows">Those of the page.</param>
/// <param name="Continuation">Where the next page begins; <see langword="null"/> after the last.</param>
internal sealed record WorkflowList(IReadOnlyList<WorkflowView> Workflows, ListPosition? Continuation)
{
    private const int FilteredPageSize = 200;

    /// <summary>Reads on from where the query says, until the page is full.</summary>
    /// <exception cref="InvalidFieldsException">The host does not know the query's continuation.</exception>
    public static async Task<WorkflowList> ReadAsync(DurableTaskClient client, ListQuery query, CancellationToken cancellationToken)
    {
        var position = query.From;
        var found = new List<WorkflowView>();
        var size = query.IsFiltered ? FilteredPageSize : query.Limit;
        var filter = new OrchestrationQuery(
            query.CreatedFrom, query.CreatedTo, InstanceIdPrefix: WorkflowId.Prefix, PageSize: size, FetchInputsAndOutputs: true,
            ContinuationToken: position.Token);
        await using var pages = client.GetAllInstancesAsync(filter).AsPages(position.Token, size).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(pages, query))
        {
            var (page, seen) = (pages.Current, 0);
            foreach (var view in page.Values.Select(WorkflowView.From))
            {
                seen++;
                if (seen <= position.Skip || !query.Wants(view))
                {
                    continue;
                }

                found.Add(view);
                if (found.Count == query.Limit && seen < page.Values.Count)
                {
                    return new WorkflowList(found, position with { Skip = seen });
                }
            }

            if (page.ContinuationToken is not { } token)
            {
                break;
            }

            position = new ListPosition(token, Math.Max(0, position.Skip - page.Values.Count));
            if (found.Count == query.Limit)
            {
                return new WorkflowList(found, position);
            }
        }

        return new WorkflowList(found, null);
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<Microsoft.DurableTask.Page<OrchestrationMetadata>> pages, ListQuery query)
    {
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (Exception exception) when (query.From.Token is not null && exception is ArgumentException or FormatException)
        {
            throw new InvalidFieldsException(ListQuery.ContinuationField, ListQuery.ContinuationError, exception);
        }
    }
}
