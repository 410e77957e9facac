namespace Slipway.Integrations.Gates;

/// <summary>What a report says about the change.</summary>
/// <param name="Passed">Whether it is good enough.</param>
/// <param name="Message">One sentence, without the gate's name.</param>
/// <param name="Told">What the agent is told.</param>
internal sealed record Verdict(bool Passed, string Message, GateText Told);
