namespace Slipway.Core.Ports;

/// <summary>One check of a platform on a commit.</summary>
/// <param name="Name">Its name, such as <c>build (ubuntu-latest)</c>.</param>
/// <param name="State">Where it stands.</param>
/// <param name="IsRequired">Whether the base branch cannot be merged into without it.</param>
/// <param name="Summary">What it says, for people and agents; at most 8 KiB are used.</param>
/// <param name="Url">Where to look at it.</param>
public sealed record PlatformCheck(string Name, PlatformCheckState State, bool IsRequired, string? Summary, string? Url);
