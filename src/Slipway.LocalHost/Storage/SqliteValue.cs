using System.Runtime.InteropServices;
using System.Text;
using SQLitePCL;

namespace Slipway.LocalHost.Storage;

/// <summary>An argument of a statement: an integer, a text, a text that is UTF-8 already, or null.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct SqliteValue
{
    private readonly long _integer;
    private readonly object? _reference;

    private SqliteValue(long integer, object? reference)
    {
        _integer = integer;
        _reference = reference;
    }

    public static implicit operator SqliteValue(long value) => new(value, Integer.Marker);

    public static implicit operator SqliteValue(long? value) => value is { } integer ? new(integer, Integer.Marker) : default;

    public static implicit operator SqliteValue(string? value) => new(0, value);

    /// <summary>Text as UTF-8.</summary>
    public static implicit operator SqliteValue(byte[]? value) => new(0, value);

    public int BindTo(sqlite3_stmt statement, int index) => _reference switch
    {
        null => raw.sqlite3_bind_null(statement, index),
        string text => raw.sqlite3_bind_text(statement, index, Encoding.UTF8.GetBytes(text)),
        byte[] utf8 => raw.sqlite3_bind_text(statement, index, utf8),
        _ => raw.sqlite3_bind_int64(statement, index, _integer),
    };

    private sealed class Integer
    {
        public static readonly Integer Marker = new();
    }
}
