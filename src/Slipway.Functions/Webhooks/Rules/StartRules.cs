namespace Slipway.Functions.Webhooks.Rules;

/// <summary>The rules of a file; the first that matches counts.</summary>
internal sealed record StartRules(IReadOnlyList<StartRule> Rules)
{
    /// <summary>No rule: deliveries start nothing.</summary>
    public static StartRules None { get; } = new([]);

    /// <summary>Finds the rule for a trigger.</summary>
    public StartRule? Match(RuleTrigger trigger) => Rules.FirstOrDefault(rule => rule.Matches(trigger));
}
