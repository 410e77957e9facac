namespace Slipway.Functions.Webhooks.Rules;

/// <summary>What a rule may start a workflow for.</summary>
internal enum TriggerKind
{
    /// <summary>An issue gets a label.</summary>
    Label,

    /// <summary>A command in a comment.</summary>
    Command,

    /// <summary>A comment on lines of a pull request.</summary>
    ReviewComment,
}
