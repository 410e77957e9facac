using System.Text.Json.Serialization;

namespace Slipway.Core.Definitions.Planning;

/// <summary>A dependency that may be needless.</summary>
/// <param name="Step">The step that waits.</param>
/// <param name="DependsOn">What it waits for.</param>
/// <param name="IsRedundant">Whether it waits for that anyway, by another dependency; otherwise it uses nothing of it.</param>
/// <param name="Saves">How much earlier the step could begin without it.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record PlanOpportunity(
    string Step,
    string DependsOn,
    bool IsRedundant,
    [property: JsonConverter(typeof(IsoDurationConverter))] TimeSpan Saves,
    string Message);
