using Slipway.Core.Ports;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Agents.Output;

/// <summary>Follows what an agent prints on standard output, one class a format. Not thread-safe.</summary>
/// <remarks>What is not in the expected form is passed over: an agent's next version may say more than is known of it here.</remarks>
internal abstract class AgentOutput
{
    private const int LongestText = 200;
    private const int MostDenials = 20;
    private const int MostAnswerCharacters = 1024 * 1024;

    private readonly LineSplitter _lines;
    private readonly List<string> _denials = [];
    private readonly Action<AgentProgress>? _progress;

    /// <summary>Begins.</summary>
    /// <param name="progress">Told what the agent does, as it comes; <see langword="null"/> when nobody listens.</param>
    protected AgentOutput(Action<AgentProgress>? progress)
    {
        _progress = progress;
        _lines = new LineSplitter(ReadLine);
    }

    /// <summary>What is known so far; after <see cref="End"/>, all there is.</summary>
    internal AgentReport Report { get; private set; } = new();

    /// <summary>Makes the one for a format.</summary>
    internal static AgentOutput Of(AgentOutputFormat format, Action<AgentProgress>? progress) => format switch
    {
        AgentOutputFormat.ClaudeStream => new ClaudeOutput(progress),
        AgentOutputFormat.CodexStream => new CodexOutput(progress),
        AgentOutputFormat.GeminiStream => new GeminiOutput(progress),
        _ => new PlainOutput(progress),
    };

    internal virtual void Append(ReadOnlySpan<byte> bytes) => _lines.Append(bytes);

    /// <summary>Nothing more comes.</summary>
    internal virtual void End() => _lines.End();

    /// <summary>Whether anybody listens: without, what is only told need not be read.</summary>
    protected bool IsHeard => _progress is not null;

    protected abstract void ReadLine(ReadOnlyMemory<byte> line);

    protected void Know(Func<AgentReport, AgentReport> more) => Report = more(Report);

    protected void Tell(AgentProgressKind kind, string? text)
    {
        if (_progress is not null && OneLine(text) is { Length: > 0 } line)
        {
            _progress(new AgentProgress(kind, line));
        }
    }

    protected void Deny(string what)
    {
        if (_denials.Count < MostDenials)
        {
            _denials.Add(OneLine(what)!);
            Know(report => report with { Denials = [.. _denials] });
        }
    }

    protected void Answer(string? text) => Know(report => report with
    {
        Answer = text is { Length: > MostAnswerCharacters } ? text[^MostAnswerCharacters..] : text,
    });

    protected static string? OneLine(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var words = OutputText.Clean(text.Length > 4 * LongestText ? text[..(4 * LongestText)] : text)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var line = string.Join(' ', words);
        return line.Length <= LongestText ? line : line[..(LongestText - 1)] + "…";
    }
}
