using System.Security.Cryptography;
using System.Text;

namespace Slipway.Integrations.Agents;

/// <summary>
/// Remembers the session of an agent's last run for a workflow's step, in a small file each: <c>sessions/&lt;hash&gt;</c> in the data
/// directory, as an agent's sessions are on this machine too. Thread-safe for different runs.
/// </summary>
internal sealed class AgentSessions(string directory, TimeProvider time)
{
    internal const string FolderName = "sessions";

    private const int LongestId = 200;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private int _swept;

    /// <summary>A new session's id, which sorts by its time.</summary>
    internal string NewId() => Guid.CreateVersion7(time.GetUtcNow()).ToString();

    /// <summary>The session of the last run; <see langword="null"/> when there is none to go on in.</summary>
    internal string? Find(string workflowId, string step, string agent)
    {
        try
        {
            var file = new FileInfo(PathOf(workflowId, step, agent));
            return file is { Exists: true, Length: <= LongestId } ? File.ReadAllText(file.FullName) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It starts anew, which costs more and loses nothing: the prompt says everything.
            return null;
        }
    }

    /// <summary>Keeps a session's id. What cannot be kept is not: only a later run's economy hangs on it.</summary>
    internal void Save(string workflowId, string step, string agent, string? id)
    {
        if (id is not { Length: > 0 and <= LongestId })
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(directory);
            Sweep();
            File.WriteAllText(PathOf(workflowId, step, agent), id);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    // Once for each host: agents themselves forget sessions after about as long.
    private void Sweep()
    {
        if (Interlocked.Exchange(ref _swept, 1) != 0)
        {
            return;
        }

        var oldest = time.GetUtcNow() - Kept;
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles().Where(file => file.LastWriteTimeUtc < oldest.UtcDateTime))
        {
            file.Delete();
        }
    }

    private string PathOf(string workflowId, string step, string agent) => Path.Combine(
        directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{workflowId}\n{step}\n{agent}")))[..32]);
}
