using System.Diagnostics.CodeAnalysis;

namespace Slipway.LocalHost.Durable.Entities;

/// <summary>Finds the app's entities by name, ignoring case. Called from many threads.</summary>
/// <remarks>A catalog of orchestrators and activities that implements this offers entities too.</remarks>
internal interface IEntityCatalog
{
    bool TryGetEntity(string name, [NotNullWhen(true)] out EntityDelegate? entity);
}
