namespace Slipway.Core.Ports;

/// <summary>Keeps plans, diffs and logs by the hash of their content. Saving the same content twice keeps one copy.</summary>
public interface IArtifactStore
{
    /// <summary>Saves what can be read from <paramref name="content"/>; when this returns, the content is on disk.</summary>
    /// <param name="name">What it is called for people.</param>
    /// <param name="mediaType">The content's media type.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="cancellationToken">Gives up; nothing is kept.</param>
    Task<ArtifactReference> SaveAsync(string name, string mediaType, Stream content, CancellationToken cancellationToken);

    /// <summary>Opens an artifact for reading, or returns <see langword="null"/> when there is none with this hash.</summary>
    /// <param name="sha256">Lower-case hexadecimal; anything else finds nothing.</param>
    Stream? OpenRead(string sha256);
}
