namespace Slipway.Core.Ports;

/// <summary>What a page is to say.</summary>
/// <param name="Space">The key of the space it is in.</param>
/// <param name="Title">Its title, by which it is found.</param>
/// <param name="Text">Plain text; a blank line begins a paragraph.</param>
public sealed record DocumentationText(string Space, string Title, string Text);
