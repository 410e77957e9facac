namespace Slipway.LocalHost.Storage;

/// <summary>Which entities to list. What is unset does not narrow the list.</summary>
internal sealed record EntityFilter
{
    /// <summary>How the id begins, as <c>@name@key</c>.</summary>
    public string Prefix { get; init; } = "@";

    public DateTime? ModifiedFrom { get; init; }

    public DateTime? ModifiedTo { get; init; }

    public bool WithState { get; init; }

    /// <summary>Whether those without a state are listed, too.</summary>
    public bool WithTransient { get; init; }

    /// <summary>The id of the last entity of the page before; empty for the first page.</summary>
    public string AfterId { get; init; } = string.Empty;

    public required int Limit { get; init; }
}
