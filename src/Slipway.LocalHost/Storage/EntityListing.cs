namespace Slipway.LocalHost.Storage;

/// <summary>An entity as a query shows it.</summary>
/// <param name="Row">The entity.</param>
/// <param name="Backlog">How much waits for it.</param>
internal sealed record EntityListing(EntityRow Row, int Backlog);
