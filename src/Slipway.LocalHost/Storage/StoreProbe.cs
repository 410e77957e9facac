namespace Slipway.LocalHost.Storage;

/// <summary>
/// Sees every call a task hub makes to its database. Production has none; a test makes the store fail with it, by throwing what SQLite
/// would, or holds it up. It is called by several threads at once.
/// </summary>
internal abstract class StoreProbe
{
    /// <summary>
    /// Before a statement runs, <c>BEGIN</c> and <c>COMMIT</c> among them. What it throws is thrown instead of running it.
    /// </summary>
    public virtual void Before(string sql)
    {
    }

    /// <summary>After a statement has run. What it throws is thrown although the statement took effect.</summary>
    public virtual void After(string sql)
    {
    }
}
