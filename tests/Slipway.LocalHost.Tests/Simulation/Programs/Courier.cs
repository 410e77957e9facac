using Microsoft.DurableTask;

namespace Slipway.LocalHost.Tests.Simulation.Programs;

/// <summary>The orchestration that a ledger starts to take an entry to another one.</summary>
internal static class Courier
{
    public const string Name = "Courier";

    public static async Task<object?> RunAsync(TaskOrchestrationContext context)
    {
        var load = context.GetInput<Load>()!;
        await context.Entities.SignalEntityAsync(Ledgers.Id(load.To), Ledgers.Add, load.Note);
        return null;
    }

    /// <summary>What it carries, and to which ledger.</summary>
    internal sealed record Load(Note Note, string To);
}
