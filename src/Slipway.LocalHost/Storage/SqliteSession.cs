using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Slipway.LocalHost.Storage;

/// <summary>A connection with its prepared statements. Arguments are positional: <c>?1</c>, <c>?2</c> and so on. Not thread-safe.</summary>
internal sealed class SqliteSession(SqliteConnection connection, StoreProbe? probe = null) : IDisposable
{
    private const int CacheWrite = 9; // SQLITE_DBSTATUS_CACHE_WRITE

    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    /// <summary>How many pages have been written to the file or its log, in commits that ended.</summary>
    public long PagesWritten
    {
        get
        {
            _ = raw.sqlite3_db_status(connection.Handle!, CacheWrite, out var pages, out _, resetFlg: 0);
            return pages;
        }
    }

    /// <summary>How many rows have been changed since it was opened, those that were rolled back too.</summary>
    public int Changes => raw.sqlite3_total_changes(connection.Handle!);

    /// <summary>Runs several statements, one after the other.</summary>
    public void ExecuteScript(string sql)
    {
        probe?.Before(sql);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        probe?.After(sql);
    }

    public int Execute(string sql, params ReadOnlySpan<SqliteValue> arguments) => Prepare(sql).Execute(arguments);

    public long? ReadInteger(string sql, params ReadOnlySpan<SqliteValue> arguments) =>
        Prepare(sql).ReadOne(row => row.IsNull(0) ? (long?)null : row.GetInt64(0), arguments);

    public string? ReadText(string sql, params ReadOnlySpan<SqliteValue> arguments) =>
        Prepare(sql).ReadOne(row => row.GetText(0), arguments);

    public T? ReadOne<T>(string sql, Func<SqliteStatement, T> read, params ReadOnlySpan<SqliteValue> arguments)
        where T : class => Prepare(sql).ReadOne(read, arguments);

    public List<T> ReadAll<T>(string sql, Func<SqliteStatement, T> read, params ReadOnlySpan<SqliteValue> arguments) =>
        Prepare(sql).ReadAll(read, arguments);

    /// <summary>The statement of this text; it lives as long as the session.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements.Add(sql, statement = new SqliteStatement(connection.Handle!, sql, probe));
        }

        return statement;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        connection.Dispose();
    }
}
