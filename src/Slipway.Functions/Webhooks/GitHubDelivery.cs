using System.Text.Json;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;

namespace Slipway.Functions.Webhooks;

/// <summary>What a delivery means: a signal for the workflow of its head branch, or why it is ignored.</summary>
/// <param name="Workflow">The workflow of the head branch.</param>
/// <param name="Signal">What to tell it.</param>
/// <param name="IgnoredBecause">Why there is nothing to tell.</param>
internal sealed record GitHubDelivery(WorkflowId? Workflow, WorkflowSignal? Signal, string? IgnoredBecause)
{
    /// <summary>Reads a delivery; whatever is missing or of another type is a reason to ignore it, never an error.</summary>
    /// <param name="eventName"><c>X-GitHub-Event</c>.</param>
    /// <param name="deliveryId"><c>X-GitHub-Delivery</c>, the same when a delivery is sent again.</param>
    /// <param name="payload">The body.</param>
    public static GitHubDelivery Read(string eventName, string deliveryId, JsonElement payload)
    {
        var action = Text(payload, "action") ?? "";
        var signal = eventName switch
        {
            "pull_request" => PullRequest(action, payload),
            "pull_request_review" when action == "submitted" && MayWrite(payload) => Review(Text(payload, "review", "state")),
            _ => null,
        };
        if (signal is null)
        {
            return Ignored($"Nothing waits for {eventName} {action}".TrimEnd() + ".");
        }

        var branch = Text(payload, "pull_request", "head", "ref");
        if (IsFork(payload))
        {
            return Ignored("Its head branch is in another repository: workflows work on their own.");
        }

        if (!WorkflowId.TryFromBranch(branch, out var workflow))
        {
            return Ignored("Its head branch belongs to no workflow.");
        }

        return new GitHubDelivery(workflow, signal with
        {
            Actor = Text(payload, "sender", "login") ?? "github",
            DeliveryId = deliveryId.Length is > 0 and <= 100 ? deliveryId : null,
        }, null);
    }

    private static WorkflowSignal? PullRequest(string action, JsonElement payload) => action switch
    {
        "opened" or "reopened" or "synchronize" => new() { Kind = SignalKind.PullRequest, Action = action },
        "closed" => new() { Kind = SignalKind.PullRequest, Action = IsTrue(payload, "pull_request", "merged") ? "merged" : "closed" },
        _ => null,
    };

    private static WorkflowSignal? Review(string? state) => state?.ToLowerInvariant() switch
    {
        "approved" => new() { Kind = SignalKind.Approve },
        "changes_requested" => new() { Kind = SignalKind.Reject, Reason = "Changes were requested in a review." },
        _ => null,
    };

    /// <summary>Whether a review's author decides anything: in a public repository, everybody may review.</summary>
    private static bool MayWrite(JsonElement payload) =>
        Text(payload, "review", "author_association") is null or "OWNER" or "MEMBER" or "COLLABORATOR";

    /// <summary>Whether the branch is in a fork, where anybody may name it after a workflow.</summary>
    private static bool IsFork(JsonElement payload) =>
        Text(payload, "pull_request", "head", "repo", "full_name") is { } head && Text(payload, "repository", "full_name") is { } own
            && head != own;

    private static GitHubDelivery Ignored(string reason) => new(null, null, reason);

    private static string? Text(JsonElement element, params ReadOnlySpan<string> path) =>
        Find(element, path) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    private static bool IsTrue(JsonElement element, params ReadOnlySpan<string> path) =>
        Find(element, path) is { ValueKind: JsonValueKind.True };

    private static JsonElement? Find(JsonElement element, ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }
}
