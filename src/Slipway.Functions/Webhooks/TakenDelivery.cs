using System.Text.Json;
using Slipway.Core;

namespace Slipway.Functions.Webhooks;

/// <summary>A delivery that is worked on after its answer.</summary>
/// <param name="Id">GitHub's id of it; <see langword="null"/> when it has none.</param>
/// <param name="Delivery">What it means, as JSON.</param>
public sealed record TakenDelivery(string? Id, JsonElement Delivery)
{
    /// <summary>Of what was read, without what no history may hold.</summary>
    internal static TakenDelivery Of(string? id, GitHubDelivery delivery) =>
        new(id, JsonSerializer.SerializeToElement(delivery.Clean(), CoreJson.Options));

    /// <summary>What was read.</summary>
    internal GitHubDelivery Read() => Delivery.Deserialize<GitHubDelivery>(CoreJson.Options)!;
}
