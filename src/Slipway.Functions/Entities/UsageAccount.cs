using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;

namespace Slipway.Functions.Entities;

/// <summary>What was used of one outside service's limit while that matters, kept durably for all who share it.</summary>
internal sealed class UsageAccount : TaskEntity<UsageAccountState>
{
    /// <summary>More than any limit allows.</summary>
    private const int MaxUses = 5_000;

    /// <summary>The entity of a limit. Hashed: not every store takes such characters in a key.</summary>
    public static EntityInstanceId IdOf(string limit) => new(
        nameof(UsageAccount), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(limit)))[..40]);

    public void Note(UsageNote note)
    {
        if (!State.Uses.TryGetValue(note.By, out var uses))
        {
            State.Uses[note.By] = uses = [];
        }

        uses.Add(note.Use.ToUnixTimeMilliseconds());
        Forget((note.Use - note.KeptFor).ToUnixTimeMilliseconds());
    }

    public void Close(DateTimeOffset until) =>
        State.ClosedUntil = until > (State.ClosedUntil ?? DateTimeOffset.MinValue) ? until : State.ClosedUntil;

    [Function(nameof(UsageAccount))]
    public static Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<UsageAccount>();

    private void Forget(long before)
    {
        foreach (var (by, uses) in State.Uses.ToList())
        {
            uses.RemoveAll(use => use <= before);
            uses.RemoveRange(0, Math.Max(0, uses.Count - MaxUses));
            if (uses.Count == 0)
            {
                State.Uses.Remove(by);
            }
        }
    }
}
