namespace Slipway.Core.Policies.Admission;

/// <summary>How many workflows may run at once.</summary>
public sealed record AdmissionLimits
{
    /// <summary>The limit on all of them, unless an operator sets another.</summary>
    public const int DefaultTotal = 50;

    /// <summary>The most that may wait; more are refused.</summary>
    public const int MaxWaiting = 10_000;

    /// <summary>All of them, at least 1. Default 50.</summary>
    public int Total { get; init; } = DefaultTotal;

    /// <summary>Those on one repository; 0, the default, is without a limit.</summary>
    public int PerRepository { get; init; }

    /// <summary>Those with one agent; 0, the default, is without a limit.</summary>
    public int PerAgent { get; init; }

    /// <summary>Those with a certain agent, by its name, in place of <see cref="PerAgent"/>. Default none.</summary>
    public IReadOnlyDictionary<string, int> OfAgent { get; init; } = new Dictionary<string, int>();

    /// <summary>Those of one definition; 0, the default, is without a limit.</summary>
    public int PerDefinition { get; init; }

    /// <summary>Whether a workflow that cannot start is refused instead of waiting. Default no.</summary>
    public bool Refuse { get; init; }

    /// <summary>How many may use an agent; 0 is without a limit.</summary>
    public int ForAgent(string name) => OfAgent.TryGetValue(name, out var own) ? own : PerAgent;
}
