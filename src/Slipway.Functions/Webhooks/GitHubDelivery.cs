using Slipway.Core.Events;
using Slipway.Core.Security;
using Slipway.Functions.Webhooks.Rules;

namespace Slipway.Functions.Webhooks;

/// <summary>What a delivery means: something to tell a workflow, perhaps a reason to start one, or why it is ignored.</summary>
internal sealed record GitHubDelivery
{
    /// <summary>What to tell the workflow that it concerns.</summary>
    public WorkflowSignal? Signal { get; init; }

    /// <summary>Who must be allowed to write to the repository for it to count; unset: whoever did it.</summary>
    public GitHubPerson? Person { get; init; }

    /// <summary>The head branches that it names; one of them may be a workflow's.</summary>
    public IReadOnlyList<string> Branches { get; init; } = [];

    /// <summary>The commit that it is about: how a workflow is found where no branch is named.</summary>
    public string? HeadSha { get; init; }

    /// <summary>The pull request that it is about, as <c>owner/name#5</c>: how a workflow is found where neither is named.</summary>
    public string? PullRequest { get; init; }

    /// <summary>The run of a remote agent that it tells of.</summary>
    public RemoteRun? Run { get; init; }

    /// <summary>What a rule may start a workflow for.</summary>
    public RuleTrigger? Trigger { get; init; }

    /// <summary>Why there is nothing to do.</summary>
    public string? IgnoredBecause { get; init; }

    /// <summary>Whether it is done with by being received, such as a ping.</summary>
    public string? DoneBecause { get; init; }

    /// <summary>The same without what no history may hold.</summary>
    public GitHubDelivery Clean() => this with
    {
        Signal = Signal is { Reason: { } reason } ? Signal with { Reason = Clean(reason) } : Signal,
        Trigger = Trigger is null
            ? null
            : Trigger with { Facts = Trigger.Facts.ToDictionary(fact => fact.Key, fact => Clean(fact.Value), StringComparer.Ordinal) },
    };

    public static GitHubDelivery Ignored(string reason) => new() { IgnoredBecause = reason };

    private static string Clean(string text) => Redactor.Redact(Sanitiser.Text(text));
}
