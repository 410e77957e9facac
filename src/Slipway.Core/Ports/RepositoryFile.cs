namespace Slipway.Core.Ports;

/// <summary>A file of a repository.</summary>
/// <param name="Path">Its path there.</param>
/// <param name="Content">Its text.</param>
/// <param name="Sha">Its version, as Git names its content; what is to be written says in it which one that replaces, empty when there must
/// be none, <see langword="null"/> for any.</param>
/// <param name="Commit">The commit that changed it just now; <see langword="null"/> when nothing did.</param>
public sealed record RepositoryFile(string Path, string Content, string? Sha = null, string? Commit = null);
