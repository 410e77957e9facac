namespace Slipway.Core.Ports;

/// <summary>A file of a repository.</summary>
/// <param name="Path">Its path there.</param>
/// <param name="Content">Its text.</param>
/// <param name="Sha">Its version, as Git names its content.</param>
/// <param name="Commit">The commit that changed it just now; <see langword="null"/> when nothing did.</param>
public sealed record RepositoryFile(string Path, string Content, string Sha = "", string? Commit = null);
