namespace Slipway.Core.Ports;

/// <summary>Single files of repositories on the platform, for what has no clone here. Thread-safe.</summary>
/// <remarks>Both operations throw <see cref="SlipwayException"/>: there is no such repository or branch, the platform is not configured,
/// refuses it, or cannot be asked now; the path is a folder, or the file is larger than 1 MB or no text in UTF-8.</remarks>
public interface IRepositoryFiles
{
    /// <summary>Reads a file; <see langword="null"/> when there is none.</summary>
    /// <param name="repository">Where, as <c>owner/name</c>.</param>
    /// <param name="path">Its path there, such as <c>deploy/app.yaml</c>.</param>
    /// <param name="reference">A branch, tag or commit; <see langword="null"/> for the repository's main branch.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<RepositoryFile?> ReadAsync(string repository, string path, string? reference, CancellationToken cancellationToken);

    /// <summary>Makes or changes a file, in one commit; one that has that content already is left as it is. Where all lines of what is
    /// there end with CRLF, those that are written do.</summary>
    /// <param name="repository">Where, as <c>owner/name</c>.</param>
    /// <param name="file">The file as it is to be; its <see cref="RepositoryFile.Sha"/> is the version that was read, and another one there
    /// is not overwritten; empty when there must be none; <see langword="null"/> for whatever is there.</param>
    /// <param name="branch">The branch; <see langword="null"/> for the repository's main branch.</param>
    /// <param name="message">What the commit says, and by which it is known again when a crash repeats this: it names who writes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The file as it is now; its <see cref="RepositoryFile.Commit"/> is set when it was changed, by this or by an earlier
    /// call with this message.</returns>
    Task<RepositoryFile> WriteAsync(
        string repository, RepositoryFile file, string? branch, string message, CancellationToken cancellationToken);
}
