using System.Text;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents.Output;

/// <summary>Text for people. It says nothing of how the run ended: the exit code and the diff do.</summary>
internal sealed class PlainOutput(Action<AgentProgress>? progress) : AgentOutput(progress)
{
    protected override void ReadLine(ReadOnlyMemory<byte> line)
    {
        if (IsHeard)
        {
            Tell(AgentProgressKind.Text, Encoding.UTF8.GetString(line.Span));
        }
    }
}
