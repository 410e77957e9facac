using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Entities;

/// <summary>Something that a batch does besides changing the state: written with it, and heard of once that is on disk.</summary>
internal delegate void EntityEffect(TaskHubTables tables, CommitEffects effects);
