using System.Buffers;
using System.Security.Cryptography;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Artifacts;

/// <summary>
/// Artifacts as files: <c>{data}/artifacts/ab/cdef…</c>, the hash's first two digits and the rest. A file is written under a temporary
/// name, flushed to the disk, and renamed: one that has its name is complete, and is never written again. Temporary files are
/// <c>{data}/tmp/*.artifact</c>; a crash leaves at most those. Thread-safe, also between processes.
/// </summary>
/// <param name="dataDirectory">The data directory.</param>
/// <param name="limitBytes">Largest artifact.</param>
internal sealed class FileArtifactStore(string dataDirectory, long limitBytes) : IArtifactStore
{
    private const int MaximumNameLength = 200;
    private const int HashLength = 64;
    private const int BufferBytes = 64 * 1024;

    private static readonly SearchValues<char> HashDigits = SearchValues.Create("0123456789abcdef");

    private readonly string _directory = Path.Combine(dataDirectory, "artifacts");
    private readonly string _temporaryDirectory = Path.Combine(dataDirectory, "tmp");

    /// <inheritdoc/>
    /// <exception cref="SlipwayException">Too large, or it cannot be written (<see cref="ErrorCodes.StorageFailed"/>).</exception>
    public async Task<ArtifactReference> SaveAsync(string name, string mediaType, Stream content, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(mediaType);
        ArgumentNullException.ThrowIfNull(content);
        var temporary = Path.Combine(_temporaryDirectory, Path.GetRandomFileName() + ".artifact");
        try
        {
            Directory.CreateDirectory(_temporaryDirectory);
            var (sha256, size) = await WriteAsync(temporary, name, content, cancellationToken);
            Publish(temporary, sha256);
            return new ArtifactReference(name.Length <= MaximumNameLength ? name : name[..MaximumNameLength], sha256, size, mediaType);
        }
        catch (Exception exception) when (StorageFailure.Is(exception))
        {
            throw StorageFailure.Of($"The artifact '{name}'", _directory, exception);
        }
        finally
        {
            TryDelete(temporary);
        }
    }

    /// <inheritdoc/>
    public Stream? OpenRead(string sha256)
    {
        if (sha256 is not { Length: HashLength } || sha256.AsSpan().ContainsAnyExcept(HashDigits))
        {
            return null;
        }

        try
        {
            return new FileStream(
                PathOf(sha256), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, useAsync: true);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private async Task<(string Sha256, long Size)> WriteAsync(string path, string name, Stream content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = PrivateFile.Create(path, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        var buffer = new byte[BufferBytes];
        long size = 0;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            size += read;
            if (size > limitBytes)
            {
                throw new SlipwayException(
                    ErrorCodes.StorageFailed,
                    $"The artifact '{name}' is larger than {limitBytes} bytes. Make it smaller, or raise Slipway:ArtifactLimitBytes.");
            }

            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        file.Flush(flushToDisk: true);
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), size);
    }

    private void Publish(string temporary, string sha256)
    {
        var target = PathOf(sha256);
        var folder = Path.GetDirectoryName(target)!;
        if (File.Exists(target))
        {
            return;
        }

        var isNew = !Directory.Exists(folder);
        Directory.CreateDirectory(folder);
        File.Move(temporary, target, overwrite: true);
        Posix.SyncDirectory(folder);
        if (isNew)
        {
            Posix.SyncDirectory(_directory);
        }
    }

    private string PathOf(string sha256) => Path.Combine(_directory, sha256[..2], sha256[2..]);

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (StorageFailure.Is(exception))
        {
            // The directory is gone, or gone bad; what was to be said about that has been said.
        }
    }
}
