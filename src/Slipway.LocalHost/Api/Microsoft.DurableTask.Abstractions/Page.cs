namespace Microsoft.DurableTask;

/// <summary>One page of a longer result.</summary>
public sealed class Page<T>
{
    /// <summary>Makes a page.</summary>
    /// <param name="values">The items.</param>
    /// <param name="continuationToken">Where the next page starts; null on the last page.</param>
    public Page(IReadOnlyList<T> values, string? continuationToken = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        Values = values;
        ContinuationToken = continuationToken;
    }

    /// <summary>The items.</summary>
    public IReadOnlyList<T> Values { get; }

    /// <summary>Where the next page starts; null on the last page.</summary>
    public string? ContinuationToken { get; }
}
