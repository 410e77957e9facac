using System.Text;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents.Output;

/// <summary>Text for people. It says nothing of how the run ended: the exit code and the diff do.</summary>
/// <remarks>Of the lines that come at once the last is told: a program that prints without end is not to be read word for word.</remarks>
internal sealed class PlainOutput(Action<AgentProgress>? progress) : AgentOutput(progress)
{
    private const int MostBytes = 4_000;

    private readonly byte[] _last = new byte[MostBytes];
    private int _length;

    internal override void Append(ReadOnlySpan<byte> bytes)
    {
        base.Append(bytes);
        TellLast();
    }

    internal override void End()
    {
        base.End();
        TellLast();
    }

    protected override void ReadLine(ReadOnlyMemory<byte> line)
    {
        if (IsHeard && line.Span.ContainsAnyExcept(" \t\r"u8))
        {
            _length = Math.Min(line.Length, MostBytes);
            line.Span[.._length].CopyTo(_last);
        }
    }

    private void TellLast()
    {
        if (_length > 0)
        {
            Tell(AgentProgressKind.Text, Encoding.UTF8.GetString(_last.AsSpan(0, _length)));
            _length = 0;
        }
    }
}
