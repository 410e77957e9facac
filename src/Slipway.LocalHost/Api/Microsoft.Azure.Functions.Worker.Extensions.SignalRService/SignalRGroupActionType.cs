namespace Microsoft.Azure.Functions.Worker;

/// <summary>What happens to a group.</summary>
public enum SignalRGroupActionType
{
    /// <summary>A connection or user joins it.</summary>
    Add = 0,

    /// <summary>A connection or user leaves it.</summary>
    Remove = 1,

    /// <summary>A connection or user leaves all groups.</summary>
    RemoveAll = 2,
}
