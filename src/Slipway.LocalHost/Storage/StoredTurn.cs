namespace Slipway.LocalHost.Storage;

/// <summary>A row of the table of turns, as it is stored.</summary>
internal sealed record StoredTurn(int Sequence, int Count, string? Seal, byte[] Events);
