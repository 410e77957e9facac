namespace Slipway.LocalHost.Storage;

/// <summary>Something to write. Many are committed together; each happens wholly or not at all.</summary>
/// <remarks>
/// All members are called by one thread at a time and must not block. <see cref="Write"/> may be called again when a commit failed, so it
/// must not keep anything but its last result.
/// </remarks>
internal abstract class WriteOperation
{
    /// <summary>Whether the operation is the engine's own work, which is tried again until the store can write.</summary>
    public virtual bool MustSucceed => false;

    /// <summary>Whether <see cref="Write"/> may refuse by an exception after it has written; such an operation is undone alone.</summary>
    public virtual bool MayRefuse => false;

    public abstract void Write(TaskHubTables tables, CommitEffects effects);

    /// <summary>It is on disk; its effects are handed to the engine next.</summary>
    public abstract void Committed();

    /// <summary>The engine has heard of it, too: what a client does from now on comes after it.</summary>
    public virtual void Published()
    {
    }

    /// <summary>What was written is undone; it is written again, or fails.</summary>
    public virtual void RolledBack()
    {
    }

    /// <summary>It has not happened.</summary>
    public abstract void Failed(Exception exception);
}
