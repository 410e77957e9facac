namespace Microsoft.DurableTask.Client.Entities;

/// <summary>Which entities to list.</summary>
public record EntityQuery
{
    /// <summary>How many entities a page has, unless set.</summary>
    public const int DefaultPageSize = 100;

    private readonly string? _instanceIdStartsWith;

    /// <summary>
    /// How the id begins, with or without the <c>@</c> before the name: <c>counter</c>, or <c>@counter@a</c>. The case of the name is
    /// ignored, that of the key is not. Null means any.
    /// </summary>
    public string? InstanceIdStartsWith
    {
        get => _instanceIdStartsWith;
        init => _instanceIdStartsWith = value is null ? null : Normalize(value);
    }

    /// <summary>Last changed at this time or later; null means whenever.</summary>
    public DateTimeOffset? LastModifiedFrom { get; init; }

    /// <summary>Last changed at this time or earlier; null means whenever.</summary>
    public DateTimeOffset? LastModifiedTo { get; init; }

    /// <summary>Whether the states come along. Default true.</summary>
    public bool IncludeState { get; init; } = true;

    /// <summary>Whether entities without state are listed too. Default false.</summary>
    public bool IncludeTransient { get; init; }

    /// <summary>How many entities a page has; null means <see cref="DefaultPageSize"/>.</summary>
    public int? PageSize { get; init; }

    /// <summary>Where to go on; null means from the start.</summary>
    public string? ContinuationToken { get; init; }

    private static string Normalize(string prefix)
    {
        var id = prefix.StartsWith('@') ? prefix : "@" + prefix;
        var middle = id.IndexOf('@', 1);
        return middle < 0 ? id.ToLowerInvariant() : id[..middle].ToLowerInvariant() + id[middle..];
    }
}
