namespace Slipway.Core.Ports;

/// <summary>A ticket.</summary>
/// <param name="Key">Such as <c>SHOP-12</c>.</param>
/// <param name="Summary">Its title.</param>
/// <param name="Status">The name of its status.</param>
/// <param name="Url">Where people look at it.</param>
public sealed record TrackedIssue(string Key, string Summary, string Status, string Url)
{
    /// <summary>What it says, as plain text; <see langword="null"/> when it says nothing.</summary>
    public string? Text { get; init; }

    /// <summary>Whether nothing is left to do, whatever its status is called.</summary>
    public bool IsDone { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];
}
