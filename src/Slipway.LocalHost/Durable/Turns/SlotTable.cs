namespace Slipway.LocalHost.Durable.Turns;

/// <summary>
/// The instances in memory: those that have something to do, and as many of those that wait as are kept warm. Guarded by the dispatcher's
/// lock.
/// </summary>
internal sealed class SlotTable(int maxWarm)
{
    private readonly Dictionary<long, InstanceSlot> _byKey = [];
    private readonly Dictionary<string, InstanceSlot> _byId = new(StringComparer.Ordinal);
    private readonly LinkedList<InstanceSlot> _warm = new();
    private readonly HashSet<InstanceSlot> _abandoned = [];

    public int Count => _byKey.Count;

    public IEnumerable<InstanceSlot> All => _byKey.Values;

    /// <summary>Those whose code runs: of some, the instance has been taken out of memory meanwhile.</summary>
    public IEnumerable<InstanceSlot> Running => _byKey.Values.Concat(_abandoned).Where(slot => slot.RunningSince != 0);

    public InstanceSlot? Find(long key) => _byKey.GetValueOrDefault(key);

    public InstanceSlot? Find(string instanceId) => _byId.GetValueOrDefault(instanceId);

    public InstanceSlot FindOrAdd(long key)
    {
        if (!_byKey.TryGetValue(key, out var slot))
        {
            _byKey.Add(key, slot = new InstanceSlot(key));
        }

        return slot;
    }

    /// <summary>Adds an instance that is not in the store yet; until it is, an older one of its id is the one that is known.</summary>
    public InstanceSlot Add(InstanceState state)
    {
        var slot = new InstanceSlot(state.Row.Key) { Instance = state, InstanceId = state.Row.InstanceId };
        _byKey.Add(slot.Key, slot);
        _byId.TryAdd(slot.InstanceId, slot);
        return slot;
    }

    /// <summary>Notes the id of an instance that is in the store.</summary>
    public void Know(InstanceSlot slot, string instanceId)
    {
        slot.InstanceId = instanceId;
        _byId[instanceId] = slot;
    }

    /// <summary>Keeps an instance that waits; what has waited longest leaves when there are too many.</summary>
    public void KeepWarm(InstanceSlot slot)
    {
        if (slot.Executor is not null)
        {
            slot.WarmNode = _warm.AddLast(slot);
        }
        else if (slot.Pending.Count == 0 && !slot.Stalled)
        {
            Drop(slot);
        }

        while (_warm.Count > maxWarm)
        {
            Drop(_warm.First!.Value);
        }
    }

    /// <summary>Lets those leave that have waited for longer than a time.</summary>
    public void DropIdle(Func<InstanceSlot, bool> isIdleForLong)
    {
        while (_warm.First is { Value: var slot } && isIdleForLong(slot))
        {
            Drop(slot);
        }
    }

    /// <summary>The instance has something to do: it is not among those that may leave.</summary>
    public void TakeFromWarm(InstanceSlot slot)
    {
        if (slot.WarmNode is { } node)
        {
            _warm.Remove(node);
            slot.WarmNode = null;
        }
    }

    /// <summary>The code of a turn has returned.</summary>
    public void Returned(InstanceSlot slot)
    {
        slot.TurnBegan = null;
        slot.RunningSince = 0;
        _abandoned.Remove(slot);
    }

    /// <summary>Takes an instance out of memory. What clients have sent it and no turn has taken comes too late.</summary>
    public void Drop(InstanceSlot slot)
    {
        if (slot.State == SlotState.Gone)
        {
            // Another may have its key by now, when the instance was rewound.
            return;
        }

        TakeFromWarm(slot);
        if (slot.State != SlotState.InTurn)
        {
            slot.Executor = null;
            slot.Instance = null;
        }

        if (slot.TurnBegan is not null)
        {
            _abandoned.Add(slot);
        }

        slot.State = SlotState.Gone;
        _byKey.Remove(slot.Key);
        if (slot.InstanceId is { } id && ReferenceEquals(Find(id), slot))
        {
            _byId.Remove(id);
        }

        foreach (var message in slot.TakeAll())
        {
            message.Sender?.Missed();
        }
    }
}
