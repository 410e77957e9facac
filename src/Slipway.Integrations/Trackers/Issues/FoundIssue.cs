namespace Slipway.Integrations.Trackers.Issues;

/// <summary>An issue of any tracker.</summary>
/// <param name="Id">Names it among all trackers, such as <c>github.com/acme/shop#12</c>.</param>
/// <param name="Key">As its tracker names it: <c>12</c>, <c>SHOP-12</c>.</param>
/// <param name="Title">Its title.</param>
/// <param name="Text">What it says; <see langword="null"/> when it says nothing.</param>
/// <param name="Url">Where people look at it.</param>
/// <param name="Labels">Its labels.</param>
internal sealed record FoundIssue(
    string Id, string Key, string Title, string? Text, string Url, IReadOnlyList<string> Labels)
{
    private const int MaxText = 16_000;

    /// <summary>Whether it is still to be done.</summary>
    internal bool IsOpen { get; init; } = true;

    /// <summary>What steps are told of it.</summary>
    internal object Describe() => new
    {
        id = Id, key = Key, number = int.TryParse(Key, out var number) ? number : (int?)null, title = Title,
        body = Text is { Length: > MaxText } ? Text[..MaxText] + "…" : Text, url = Url, labels = Labels,
    };
}
