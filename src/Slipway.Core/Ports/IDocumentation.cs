namespace Slipway.Core.Ports;

/// <summary>Where pages for people live. Thread-safe.</summary>
public interface IDocumentation
{
    /// <summary>Makes the page of a title, or brings the one there is up to date; one that is so already is left alone.</summary>
    /// <exception cref="SlipwayException">As of <see cref="IIssueTracker"/>.</exception>
    Task<DocumentationPage> SaveAsync(DocumentationText text, CancellationToken cancellationToken);
}
