using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Slipway.Integrations.Processes;

/// <summary>
/// Finds processes by small files, one a process, where the system does not show a process's environment: <c>{directory}/{pid}.json</c>
/// holds a <see cref="MarkedProcess"/>. A file whose process is gone, or whose id now belongs to another process, is removed when found.
/// </summary>
/// <param name="directory">Made when missing.</param>
internal sealed class RecordedProcessFinder(string directory) : IProcessFinder
{
    public IReadOnlyList<MarkedProcess> Find()
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }

        var found = new List<MarkedProcess>();
        foreach (var file in Directory.EnumerateFiles(directory, "*.json"))
        {
            var process = Read(file);
            if (process is not null && process.Id != Environment.ProcessId && StartOf(process.Id) == process.Start)
            {
                found.Add(process);
            }
            else
            {
                File.Delete(file);
            }
        }

        return found;
    }

    public IReadOnlyList<MarkedProcess> FindSession(int leader, bool leaderGone) => [];

    public IReadOnlyList<MarkedProcess> FindInside(string directory) => [];

    public string? StartOf(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            // Whole seconds: the system's own answer may differ by a little from one call to the next.
            return process.HasExited
                ? null
                : process.StartTime.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    public void Started(MarkedProcess process)
    {
        Directory.CreateDirectory(directory);
        var temporary = PathOf(process.Id) + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(process));
        File.Move(temporary, PathOf(process.Id), overwrite: true);
    }

    public void Ended(int processId) => File.Delete(PathOf(processId));

    private string PathOf(int processId) => Path.Combine(directory, $"{processId}.json");

    private static MarkedProcess? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<MarkedProcess>(File.ReadAllText(file));
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            return null;
        }
    }
}
