using System.Globalization;
using System.Text;

namespace Slipway.Integrations.Agents.A2A;

/// <summary>What was seen of a task, a line each time that it changed, for the step's log.</summary>
internal sealed class A2ATranscript(TimeProvider time)
{
    private const int MostCharacters = 1024 * 1024;

    private readonly StringBuilder _text = new();
    private string? _last;

    internal void Add(A2ATask seen) => Add($"{seen.Id ?? "message"} {seen.Word}{(seen.Said.Length > 0 ? ": " : "")}{seen.Said}");

    internal void Add(string what)
    {
        if (what == _last || _text.Length > MostCharacters)
        {
            return;
        }

        _last = what;
        var room = Math.Min(what.Length, MostCharacters);
        _text.Append(time.GetUtcNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)).Append(' ').Append(what, 0, room).Append('\n');
    }

    public override string ToString() => _text.ToString();
}
