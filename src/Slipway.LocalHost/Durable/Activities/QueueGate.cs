using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Activities;

/// <summary>A limit that keeps activities waiting: of one function, of one key of it, or of all when neither is named.</summary>
/// <param name="Function">The function, in upper case; null for all of them.</param>
/// <param name="Key">The value of the calls' tag <c>concurrencyKey</c>; null for any.</param>
/// <param name="Limit">How many run at once; 0 for what the host runs.</param>
internal sealed record QueueGate(string? Function, string? Key, int Limit)
{
    /// <summary>The limit of the host.</summary>
    public static readonly QueueGate All = new(Function: null, Key: null, Limit: 0);

    /// <summary>Whether an activity, when it runs, takes one of its places.</summary>
    public bool IsFor(TaskRow task) =>
        (Function is null || Function.Equals(task.Name, StringComparison.OrdinalIgnoreCase))
        && (Key is null || Key == ActivityQueue.KeyOf(task));

    /// <summary>The limit in words.</summary>
    /// <param name="all">How many the host runs at once.</param>
    public string Describe(int all) => Function is null
        ? $"at most {all} activities run at once"
        : $"at most {Limit} of this function{(Key is null ? "" : $" with key '{Key}'")} run at once";
}
