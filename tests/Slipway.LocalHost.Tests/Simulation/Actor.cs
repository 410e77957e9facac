using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Tests.Simulation.Programs;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>An instance that the simulation starts, and what its clients have done so far.</summary>
internal sealed class Actor(string id, Program program, Expected expected)
{
    public string Id => id;

    public Program Program => program;

    public Expected Expected => expected;

    public Dictionary<string, string>? Tags { get; } = ProgramTags.OfProgram(program.Number);

    public string Version { get; } = ProgramVersions.Of(program.Number, generation: 0);

    /// <summary>How many events of each name its clients have to send.</summary>
    public Dictionary<string, int> Wanted { get; } = program.Awaited
        .Where(name => name.StartsWith('e'))
        .GroupBy(name => name, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    /// <summary>How many events of each name were acknowledged.</summary>
    public Dictionary<string, int> Sent { get; } = new(StringComparer.Ordinal);

    /// <summary>How many events may have arrived although nobody said so: each of them may come twice.</summary>
    public int Uncertain { get; set; }

    /// <summary>The entries that its clients sent to ledgers.</summary>
    public List<SentNote> Notes { get; } = [];

    /// <summary>Whether it does again, under an id of its own, what another did; perhaps only the last of it.</summary>
    public bool IsCopy { get; init; }

    /// <summary>How often it may have done some of it again: it was rewound, restarted or started anew.</summary>
    public int Repeats { get; set; }

    public TimeSpan StartsIn { get; init; }

    /// <summary>Whether it is to be terminated; with its children, or alone.</summary>
    public bool IsDoomed { get; init; }

    public bool Recursive { get; init; }

    public bool IsStarted { get; set; }

    public bool IsTerminated { get; set; }

    public bool IsSuspended { get; set; }

    /// <summary>What a client waits for.</summary>
    public PendingCall? Call { get; set; }

    /// <summary>
    /// Looks at how it stands after it was rewound or begun anew: which events are to be sent again, among them those that other instances
    /// sent, which they do not do twice.
    /// </summary>
    public void LookAgain(HubReading hub)
    {
        if (hub.Row(Id) is not { } row)
        {
            return;
        }

        foreach (var name in Program.Awaited.Where(name => !name.StartsWith('e')))
        {
            Wanted[name] = 1;
            Uncertain++;
        }

        var done = JsonDataConverter.Default.Deserialize<ProgramInput>(row.Input)!.Next;
        var arrived = hub.History(row.Key).Events.Concat(hub.Inbox(row.Key)).OfType<EventRaised>().ToLookup(raised => raised.Name);
        foreach (var name in Wanted.Keys)
        {
            Sent[name] = arrived[name]
                .Select(raised => JsonDataConverter.Default.Deserialize<Signal>(raised.Input)!.Number + 1)
                .Append(done.GetValueOrDefault(name))
                .Max();
        }

        IsSuspended = row.Status == OrchestrationRuntimeStatus.Suspended;
        IsTerminated = row.Status == OrchestrationRuntimeStatus.Terminated;
    }

    /// <summary>The name of an event that is still to be sent; null when there is none.</summary>
    public string? NextEvent(Random random)
    {
        string[] open = [.. Wanted.Where(entry => Sent.GetValueOrDefault(entry.Key) < entry.Value).Select(entry => entry.Key)];
        return open.Length == 0 ? null : open[random.Next(open.Length)];
    }
}

/// <summary>An entry that a client sent to a ledger.</summary>
internal sealed class SentNote(string ledger, string entry)
{
    public string Ledger => ledger;

    public string Entry => entry;

    /// <summary>Whether it must be there; null when nobody knows.</summary>
    public bool? Arrived { get; set; }
}

/// <summary>A client's call that has not been answered.</summary>
internal record PendingCall(string Kind, string? Event, Task Answer);
