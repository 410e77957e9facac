using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Slipway.LocalHost.Storage;

/// <summary>
/// A prepared statement. It speaks to SQLite without the ADO.NET layer between, which costs more than SQLite itself for the small
/// writes of a turn. Not thread-safe.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly string _sql;
    private readonly StoreProbe? _probe;

    /// <exception cref="SqliteException">The SQL is wrong, or the database cannot be read.</exception>
    public SqliteStatement(sqlite3 database, string sql, StoreProbe? probe = null)
    {
        _database = database;
        _sql = sql;
        _probe = probe;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Runs it and says how many rows it changed.</summary>
    public int Execute(params ReadOnlySpan<SqliteValue> arguments)
    {
        Bind(arguments);
        try
        {
            while (Step())
            {
                // A pragma may answer with rows that nobody asked for.
            }
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }

        _probe?.After(_sql);
        return raw.sqlite3_changes(_database);
    }

    public T? ReadOne<T>(Func<SqliteStatement, T> read, params ReadOnlySpan<SqliteValue> arguments)
    {
        Bind(arguments);
        try
        {
            return Step() ? read(this) : default;
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    public List<T> ReadAll<T>(Func<SqliteStatement, T> read, params ReadOnlySpan<SqliteValue> arguments)
    {
        Bind(arguments);
        try
        {
            var rows = new List<T>();
            while (Step())
            {
                rows.Add(read(this));
            }

            return rows;
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long GetInt64(int column) => raw.sqlite3_column_int64(_statement, column);

    public int GetInt32(int column) => raw.sqlite3_column_int(_statement, column);

    public string GetString(int column) => Encoding.UTF8.GetString(GetUtf8(column));

    public string? GetText(int column) => IsNull(column) ? null : GetString(column);

    /// <summary>The column's text, which is there until the next row is read.</summary>
    public ReadOnlySpan<byte> GetUtf8(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose() => _statement.Dispose();

    private void Bind(ReadOnlySpan<SqliteValue> arguments)
    {
        _probe?.Before(_sql);
        for (var i = 0; i < arguments.Length; i++)
        {
            Check(arguments[i].BindTo(_statement, i + 1));
        }
    }

    private bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        Check(result);
        return result == raw.SQLITE_ROW;
    }

    private void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            SqliteException.ThrowExceptionForRC(result, _database);
        }
    }
}
