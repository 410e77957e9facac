namespace Slipway.Core.Definitions.Reading;

/// <summary>A key of a definition.</summary>
/// <param name="Name">As it is written, in camelCase; snake_case is understood, too.</param>
/// <param name="Spec">What its value must be.</param>
/// <param name="Description">One sentence for people.</param>
/// <param name="Field">What it sets, when that has another name: <c>timeoutMs</c> sets <c>timeout</c>.</param>
/// <param name="IsRequired">Whether it must be there.</param>
internal sealed record KeySpec(string Name, ValueSpec Spec, string Description, string? Field = null, bool IsRequired = false)
{
    /// <summary>What it sets.</summary>
    public string Sets => Field ?? Name;
}
