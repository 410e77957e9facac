using System.Globalization;

namespace Slipway.LocalHost.Tests.Kill;

/// <summary>
/// What the hub has acknowledged, a line each: <c>S 5</c> instance 5 was started, <c>E 5 1</c> its event 1 was taken, <c>C 5 77</c> it
/// completed with the total 77. A process that is killed may leave half a line, which then was not acknowledged.
/// </summary>
internal sealed class AckLog : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file;

    public AckLog(string path)
    {
        var text = File.Exists(path) ? File.ReadAllText(path) : string.Empty;
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        foreach (var line in whole.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Read(line.Split(' '));
        }

        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        _file.SetLength(whole.Length);
        _file.Seek(0, SeekOrigin.End);
    }

    public HashSet<int> Started { get; } = [];

    /// <summary>How many events of an instance were taken.</summary>
    public Dictionary<int, int> Events { get; } = [];

    /// <summary>The totals of those that have completed.</summary>
    public Dictionary<int, long> Completed { get; } = [];

    /// <summary>Writes a line, which survives the death of the process from then on.</summary>
    public void Write(string line)
    {
        lock (_lock)
        {
            _file.Write(System.Text.Encoding.ASCII.GetBytes(line + "\n"));
            Console.Out.WriteLine(line);
        }
    }

    public void Dispose() => _file.Dispose();

    private void Read(string[] words)
    {
        var instance = int.Parse(words[1], CultureInfo.InvariantCulture);
        switch (words[0])
        {
            case "S":
                Started.Add(instance);
                break;
            case "E":
                Events[instance] = int.Parse(words[2], CultureInfo.InvariantCulture) + 1;
                break;
            case "C":
                Completed[instance] = long.Parse(words[2], CultureInfo.InvariantCulture);
                break;
        }
    }
}
