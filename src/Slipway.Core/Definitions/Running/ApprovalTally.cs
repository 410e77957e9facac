using System.Text.Json;

namespace Slipway.Core.Definitions.Running;

/// <summary>Counts what people decide about an approval.</summary>
/// <param name="rule">Who may, and how many have to.</param>
/// <param name="startedBy">Who started the workflow.</param>
public sealed class ApprovalTally(ApprovalRule rule, string? startedBy)
{
    private readonly List<ApprovalVote> _votes = [];

    /// <summary>The rule.</summary>
    public ApprovalRule Rule => rule;

    /// <summary>What was decided, in the order it was.</summary>
    public IReadOnlyList<ApprovalVote> Votes => _votes;

    /// <summary>Whether those who are asked last may decide, too.</summary>
    public bool IsEscalated { get; set; }

    /// <summary>How many more have to approve.</summary>
    public int Missing => Math.Max(0, rule.Required - _votes.Count(vote => vote.Approved));

    /// <summary>Whether somebody rejected it.</summary>
    public bool IsRejected => _votes.Exists(vote => !vote.Approved);

    /// <summary>Whether it is decided.</summary>
    public bool IsDecided => IsRejected || Missing == 0;

    /// <summary>Why somebody's decision cannot be taken; <see langword="null"/> when it can.</summary>
    /// <param name="actor">Who decides.</param>
    /// <param name="approves">What.</param>
    /// <param name="form">What was filled in.</param>
    public string? WhyNot(string actor, bool approves, JsonElement? form = null)
    {
        if (WhyNotAsked(actor) is { } reason)
        {
            return reason;
        }

        if (_votes.Exists(vote => vote.Actor.Equals(actor, StringComparison.OrdinalIgnoreCase)))
        {
            return $"{actor} has approved it already, and {Missing} more must.";
        }

        return approves ? WhyNotOwn(actor) ?? WhyNot(form) : null;
    }

    /// <summary>Why somebody cannot have it passed over; <see langword="null"/> when they can: only those who may approve it.</summary>
    /// <param name="actor">Who.</param>
    public string? WhyNotSkip(string actor) => WhyNotAsked(actor) ?? WhyNotOwn(actor);

    private string? WhyNotAsked(string actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return rule.Allows(actor, IsEscalated)
            ? null
            : $"{actor} is none of those who may decide it: {string.Join(", ", rule.Approvers)}.";
    }

    private string? WhyNotOwn(string actor) => !rule.AllowSelf && actor.Equals(startedBy, StringComparison.OrdinalIgnoreCase)
        ? $"{actor} started the workflow, and nobody approves their own."
        : null;

    /// <summary>What is wrong with a form that was filled in, by the rules of inputs.</summary>
    private string? WhyNot(JsonElement? form)
    {
        if (rule.Form.Count == 0)
        {
            return form is null ? null : "this approval has no form to fill in.";
        }

        var asked = new WorkflowDefinition { Id = "form", Inputs = rule.Form, Steps = [] };
        var problems = InputValidator.Validate(asked, form ?? default).Problems;
        return problems.Count == 0 ? null : $"the form is not filled in as it must be: {string.Join(" ", problems)}";
    }

    /// <summary>Takes a decision that can be taken.</summary>
    public void Take(ApprovalVote vote) => _votes.Add(vote);
}
