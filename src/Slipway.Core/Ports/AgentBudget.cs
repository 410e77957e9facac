namespace Slipway.Core.Ports;

/// <summary>What is left for an agent's run. It is told so where it can be, and ended when its output shows that it passes it.</summary>
/// <remarks>A limit that an agent neither takes nor reports cannot be held; <c>docs/agents.md</c> says which agent does what.</remarks>
/// <param name="CostUsd">Money in US dollars, more than 0; <see langword="null"/> sets no limit.</param>
/// <param name="Tokens">Tokens read and written, more than 0; <see langword="null"/> sets no limit.</param>
/// <param name="Turns">Requests to the model, more than 0; <see langword="null"/> sets no limit.</param>
/// <param name="Time">Time, besides <see cref="AgentTask.TimeLimit"/>; <see langword="null"/> sets no limit.</param>
public sealed record AgentBudget(decimal? CostUsd = null, long? Tokens = null, int? Turns = null, TimeSpan? Time = null);
