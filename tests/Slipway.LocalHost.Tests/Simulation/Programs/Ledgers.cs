using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Tests.Simulation.Programs;

/// <summary>
/// The entities that programs and clients write to. A ledger counts how often it got each entry, so that nothing can be lost or come
/// twice without being seen, in whatever order it comes.
/// </summary>
internal static class Ledgers
{
    public const string Name = "ledger";

    /// <summary>Adds an entry, hands it on and sends a courier if asked to.</summary>
    public const string Add = "add";

    /// <summary>Adds an entry, hands it on and fails: none of it may be left.</summary>
    public const string Refuse = "refuse";

    /// <summary>Says how many entries there are.</summary>
    public const string Count = "count";

    public static IReadOnlyList<string> All { get; } = ["a", "b", "c"];

    public static EntityInstanceId Id(string ledger) => new(Name, ledger);

    public static string EntryOf(int value) => $"v{value}";

    public static Task<object?> RunAsync(TaskEntityOperation operation)
    {
        var ledger = operation.State.GetState<Ledger>() ?? new Ledger([], [], Count: 0, OutOfOrder: 0);
        if (operation.Name == Count)
        {
            return Task.FromResult<object?>(ledger.Count);
        }

        var note = operation.GetInput<Note>()!;
        operation.State.SetState(ledger.With(note));
        if (note.RelayTo is not null)
        {
            operation.Context.SignalEntity(Id(note.RelayTo), Add, note with { RelayTo = null, CourierTo = null });
        }

        if (note.CourierTo is not null)
        {
            // No other state of this ledger has this count, so no other courier has this id.
            operation.Context.ScheduleNewOrchestration(
                Courier.Name,
                new Courier.Load(note with { RelayTo = null, CourierTo = null }, note.CourierTo),
                new StartOrchestrationOptions($"{operation.Context.Id.Key}-{ledger.Count}") { Tags = ProgramTags.OfCourier });
        }

        return operation.Name == Refuse
            ? throw new ProgramFailedException($"refused {note.Entry}")
            : Task.FromResult<object?>(ledger.Count + 1);
    }
}

/// <summary>What a ledger is asked to add.</summary>
/// <param name="Entry">What it is known by.</param>
/// <param name="RelayTo">The ledger that gets it next; null when none does.</param>
/// <param name="Sender">The client that sent it; null when a program did.</param>
/// <param name="Number">Its number among those of its sender, which are sent one after the other.</param>
/// <param name="CourierTo">The ledger that gets it by an orchestration, which the entity starts; null when none does.</param>
internal sealed record Note(string Entry, string? RelayTo, string? Sender = null, int Number = 0, string? CourierTo = null);

/// <summary>The state of a ledger: how often it got each entry, each client's last one, and how many came after a later one.</summary>
internal sealed record Ledger(Dictionary<string, int> Entries, Dictionary<string, int> Last, int Count, int OutOfOrder)
{
    public Ledger With(Note note)
    {
        var entries = new Dictionary<string, int>(Entries, StringComparer.Ordinal);
        entries[note.Entry] = entries.GetValueOrDefault(note.Entry) + 1;
        if (note.Sender is null)
        {
            return this with { Entries = entries, Count = Count + 1 };
        }

        var late = Last.GetValueOrDefault(note.Sender, -1) >= note.Number;
        var last = new Dictionary<string, int>(Last, StringComparer.Ordinal) { [note.Sender] = note.Number };
        return new Ledger(entries, last, Count + 1, OutOfOrder + (late ? 1 : 0));
    }
}
