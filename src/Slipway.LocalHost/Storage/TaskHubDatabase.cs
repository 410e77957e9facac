using System.Reflection;
using Microsoft.Data.Sqlite;

namespace Slipway.LocalHost.Storage;

/// <summary>
/// Opens a task hub's database file, and tells a damaged or foreign one from a good one before anything is written to it.
/// </summary>
/// <remarks>
/// A task hub database carries <see cref="ApplicationId"/> as SQLite's <c>application_id</c> and the number of its last migration as
/// <c>user_version</c>. It is in WAL mode with <c>synchronous=FULL</c>: a commit that returned is on disk. SQLite recovers the log
/// by itself when the file is opened after a crash.
/// </remarks>
internal sealed class TaskHubDatabase
{
    private const int ApplicationId = 0x534C5750; // "SLWP"
    private const int FullCheckLimitBytes = 16 * 1024 * 1024;
    private const int PageBytes = 8 * 1024; // of a new file; what a group of turns adds then takes fewer writes than in pages of 4 KiB
    private const int WriterCacheKibibytes = 8 * 1024;
    private const int BusyTimeoutMilliseconds = 5_000;
    private const string MigrationPrefix = "Slipway.LocalHost.Storage.Migrations.";

    private readonly string _connectionString;
    private readonly bool _flush;
    private readonly StoreProbe? _probe;

    static TaskHubDatabase() => SQLitePCL.Batteries_V2.Init();

    private TaskHubDatabase(string path, bool flush, StoreProbe? probe)
    {
        Path = path;
        _flush = flush;
        _probe = probe;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
    }

    public string Path { get; }

    /// <summary>Opens the file, creates it when it is missing, and brings its tables up to date.</summary>
    /// <param name="path">The file.</param>
    /// <param name="flush">
    /// Whether a commit is on disk when it returns; otherwise the end of the machine, not of the process, loses it.
    /// </param>
    /// <param name="probe">What sees each call; null for none.</param>
    /// <exception cref="TaskHubCorruptException">The file is damaged, is no task hub, or was made by a newer version.</exception>
    /// <exception cref="TaskHubStorageException">The file cannot be created or written.</exception>
    public static TaskHubDatabase Open(string path, bool flush = true, StoreProbe? probe = null)
    {
        var database = new TaskHubDatabase(path, flush, probe);
        try
        {
            using (var unchanged = database.Connect())
            {
                database.CheckOrigin(unchanged);
            }

            using var session = database.ConnectWriter();
            Migrate(session);
            database.CheckIntegrity(session);
            return database;
        }
        catch (SqliteException exception) when (IsCorruption(exception))
        {
            throw new TaskHubCorruptException(path, $"SQLite says: {exception.Message}", exception);
        }
        catch (SqliteException exception)
        {
            throw new TaskHubStorageException(path, exception);
        }
    }

    public static bool IsCorruption(SqliteException exception) => exception.SqliteErrorCode is 11 or 26; // SQLITE_CORRUPT, SQLITE_NOTADB

    /// <summary>Opens the one connection that writes.</summary>
    public SqliteSession ConnectWriter() => Connect(
        $"PRAGMA page_size = {PageBytes}",
        "PRAGMA journal_mode = WAL",
        _flush ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF",
        "PRAGMA temp_store = MEMORY",
        $"PRAGMA cache_size = {WriterCacheKibibytes * -1}");

    /// <summary>Opens a connection that only reads, and sees what has been committed.</summary>
    public SqliteSession ConnectReader() => Connect("PRAGMA query_only = ON");

    private SqliteSession Connect(params ReadOnlySpan<string> pragmas)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            var session = new SqliteSession(connection, _probe);
            session.Execute($"PRAGMA busy_timeout = {BusyTimeoutMilliseconds}");
            foreach (var pragma in pragmas)
            {
                session.Execute(pragma);
            }

            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void CheckOrigin(SqliteSession session)
    {
        var applicationId = session.ReadInteger("PRAGMA application_id");
        var version = session.ReadInteger("PRAGMA user_version");
        var tables = session.ReadInteger("SELECT count(*) FROM sqlite_master");
        if (tables > 0 && applicationId != ApplicationId)
        {
            throw new TaskHubCorruptException(Path, "it is a SQLite database of another application");
        }

        if (version > Migrations().Count)
        {
            throw new TaskHubCorruptException(
                Path,
                $"a newer version of this program made it (schema {version}, this program knows {Migrations().Count}); use that version");
        }
    }

    private void CheckIntegrity(SqliteSession session)
    {
        // A check reads the whole file, so a large one is left to SQLite's own checks at each access.
        if (new FileInfo(Path).Length > FullCheckLimitBytes)
        {
            return;
        }

        if (session.ReadText("PRAGMA quick_check(1)") is { } result && result != "ok")
        {
            throw new TaskHubCorruptException(Path, $"SQLite's check says: {result}");
        }
    }

    private static void Migrate(SqliteSession session)
    {
        var version = (int)session.ReadInteger("PRAGMA user_version")!.Value;
        var migrations = Migrations();
        for (var next = version; next < migrations.Count; next++)
        {
            session.Execute("BEGIN IMMEDIATE");
            session.ExecuteScript(ReadResource(migrations[next]));
            session.Execute($"PRAGMA application_id = {ApplicationId}");
            session.Execute($"PRAGMA user_version = {next + 1}");
            session.Execute("COMMIT");
        }
    }

    private static List<string> Migrations() =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(MigrationPrefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    private static string ReadResource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
