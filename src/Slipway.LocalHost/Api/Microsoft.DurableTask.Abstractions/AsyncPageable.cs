namespace Microsoft.DurableTask;

/// <summary>A result that is fetched page by page.</summary>
public abstract class AsyncPageable<T> : IAsyncEnumerable<T>
{
    /// <summary>The pages, from a continuation token on (unset: from the start).</summary>
    public abstract IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null);

    /// <summary>The items of all pages.</summary>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        // Awaiting orchestrations page too: the caller's context is kept.
        await foreach (var page in AsPages().WithCancellation(cancellationToken).ConfigureAwait(true))
        {
            foreach (var value in page.Values)
            {
                yield return value;
            }
        }
    }
}
