using Microsoft.Data.Sqlite;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>How a simulated process dies while it commits.</summary>
internal enum Death
{
    /// <summary>Before anything of the commit reached the disk.</summary>
    BeforeCommit,

    /// <summary>After the commit, before anyone heard of it.</summary>
    AfterCommit,

    /// <summary>While the commit was written: its last part is missing or wrong on the disk.</summary>
    InCommit,
}

/// <summary>A store that fails when told to: a single call, or all from a commit on, as when the process is killed.</summary>
internal sealed class FaultyStore(string folder, Random random) : StoreProbe
{
    private const int IoError = 10;

    private readonly Lock _lock = new();
    private long _logLength;
    private int _failAt;
    private Death? _death;
    private int _commitsToLive;
    private int _slowCommits;
    private bool _isWriting;

    /// <summary>Makes one commit take its time.</summary>
    public Action SlowCommit { get; init; } = () => { };

    /// <summary>Whether nothing reaches the disk any more.</summary>
    public bool IsDead { get; private set; }

    /// <summary>How often the process has died.</summary>
    public int Deaths { get; private set; }

    /// <summary>Whether the dead process lost the commit that it died in, because it died before or within it.</summary>
    public bool LostLastCommit => Image is not null || _death == Death.BeforeCommit;

    /// <summary>How many calls there were.</summary>
    public int Calls { get; private set; }

    /// <summary>How many calls have failed because they were told to.</summary>
    public int Failures { get; private set; }

    /// <summary>Where the files are as the dead process left them; null when they are in their place.</summary>
    public string? Image { get; private set; }

    private string Database => Path.Combine(folder, "taskhub.db");

    /// <summary>Fails one call, the first one counting 1.</summary>
    public void FailAt(int call) => _failAt = Calls + call;

    /// <summary>Fails no call that has not been made yet, and dies at no commit to come.</summary>
    public void Heal()
    {
        _failAt = 0;
        _death = null;
    }

    /// <summary>Lets the process die at a commit from now on, the next one counting 1.</summary>
    public void DieAtCommit(Death death, int commit = 1)
    {
        _death = death;
        _commitsToLive = commit - 1;
    }

    /// <summary>Lets the process die now, between two commits.</summary>
    public void DieNow()
    {
        _death = Death.BeforeCommit;
        Die();
    }

    /// <summary>Lets so many commits from now on take their time.</summary>
    public void SlowDown(int commits) => _slowCommits = commits;

    public void Revive()
    {
        IsDead = false;
        _death = null;
        _failAt = 0;
        _logLength = 0;
        Image = null;
    }

    public override void Before(string sql)
    {
        lock (_lock)
        {
            // What a dead process still tries does not count: how often it does depends on threads that end it.
            if (IsDead)
            {
                throw Error("simulated death");
            }

            Calls++;
            if (Calls == _failAt)
            {
                Failures++;
                throw Error("simulated failure");
            }

            // Readers commit too, but begin no write; and none reads while the one thread of a simulation is writing.
            _isWriting = sql == "BEGIN IMMEDIATE" || (_isWriting && sql != "ROLLBACK");
            if (sql == "COMMIT" && _isWriting && _commitsToLive == 0 && _death == Death.BeforeCommit)
            {
                Die();
                throw Error("simulated death");
            }

            if (sql == "COMMIT" && _isWriting && _slowCommits > 0)
            {
                _slowCommits--;
                SlowCommit();
            }
        }
    }

    public override void After(string sql)
    {
        if (sql == "COMMIT" && _isWriting)
        {
            _isWriting = false;
            Committed();
        }
    }

    private void Committed()
    {
        var before = _logLength;
        var log = new FileInfo(Database + "-wal");
        _logLength = log.Exists ? log.Length : 0;
        if (_commitsToLive-- > 0 || _death is not (Death.AfterCommit or Death.InCommit))
        {
            _commitsToLive = Math.Max(_commitsToLive, 0);
            return;
        }

        if (_death == Death.InCommit && before > 0 && _logLength > before)
        {
            TakeImage(before);
        }

        Die();
        throw Error("simulated death");
    }

    private void Die()
    {
        IsDead = true;
        Deaths++;
    }

    private static SqliteException Error(string message) => new($"disk I/O error ({message})", IoError);

    /// <summary>Copies the files as they would be if the last commit had reached the disk only in part.</summary>
    private void TakeImage(long before)
    {
        Image = folder + "-image";
        Directory.CreateDirectory(Image);
        File.Copy(Database, Path.Combine(Image, "taskhub.db"), overwrite: true);
        using var source = new FileStream(Database + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var log = new byte[_logLength];
        source.ReadExactly(log);
        var kept = random.NextInt64(before, _logLength);
        if (random.Next(2) == 0)
        {
            Array.Resize(ref log, (int)kept);
        }
        else
        {
            log.AsSpan((int)kept).Clear();
            log[(int)_logLength - 1] ^= 0x5A;
        }

        File.WriteAllBytes(Path.Combine(Image, "taskhub.db-wal"), log);
    }
}
