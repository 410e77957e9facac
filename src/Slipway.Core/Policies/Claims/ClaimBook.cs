namespace Slipway.Core.Policies.Claims;

/// <summary>Which step of which workflow works on what: each thing has one holder, each step holds one thing. Asking twice, or leaving
/// twice, changes nothing.</summary>
public sealed record ClaimBook
{
    /// <summary>The most that is held at once; more is refused as if it were held.</summary>
    public const int MaxHeld = 10_000;

    /// <summary>Holders by what they hold.</summary>
    public Dictionary<string, ClaimHolder> Held { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Gives a step the first candidate that it holds already, or else the first that nobody holds. What it held before and does
    /// not want any more is free.</summary>
    /// <returns>What it holds now; <see langword="null"/> when others hold all.</returns>
    public string? Take(ClaimRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var holder = new ClaimHolder(request.WorkflowId, request.Step);
        var taken = request.Candidates.FirstOrDefault(candidate => Held.GetValueOrDefault(candidate) == holder)
            ?? request.Candidates.FirstOrDefault(candidate => !Held.ContainsKey(candidate) && Held.Count < MaxHeld);
        Free(other => other == holder);
        if (taken is not null)
        {
            Held[taken] = holder;
        }

        return taken;
    }

    /// <summary>Frees all that a workflow holds.</summary>
    public void Release(string workflowId) => Free(holder => holder.WorkflowId == workflowId);

    private void Free(Func<ClaimHolder, bool> whose)
    {
        foreach (var (thing, _) in Held.Where(entry => whose(entry.Value)).ToArray())
        {
            Held.Remove(thing);
        }
    }
}
