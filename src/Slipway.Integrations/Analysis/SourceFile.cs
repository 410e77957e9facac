namespace Slipway.Integrations.Analysis;

/// <summary>A file of a commit.</summary>
/// <param name="Path">With '/' between its parts.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record SourceFile(string Path, long Bytes);
