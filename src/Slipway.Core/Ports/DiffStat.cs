namespace Slipway.Core.Ports;

/// <summary>The size of a difference.</summary>
/// <param name="Files">Files that differ.</param>
/// <param name="Insertions">Lines added; binary files count 0.</param>
/// <param name="Deletions">Lines removed; binary files count 0.</param>
public sealed record DiffStat(int Files, int Insertions, int Deletions);
