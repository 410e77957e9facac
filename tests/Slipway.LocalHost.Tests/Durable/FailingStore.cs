using Microsoft.Data.Sqlite;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>A store that fails statements which begin in one way, while it is told to.</summary>
internal sealed class FailingStore(string statement) : StoreProbe
{
    private const int IoError = 10;

    public bool Fails { get; set; }

    public override void Before(string sql)
    {
        if (Fails && sql.StartsWith(statement, StringComparison.Ordinal))
        {
            throw new SqliteException("disk I/O error (told to)", IoError);
        }
    }
}
