using System.Text;
using Slipway.Core.Security;

namespace Slipway.Integrations.Gates;

/// <summary>Writes what the agent is told, within its limit.</summary>
internal sealed class GateText
{
    /// <summary>The most that an agent is told by one gate, in bytes of UTF-8.</summary>
    internal const int MaximumBytes = 8 * 1024;

    private const int MaximumLine = 400;
    private const int Reserve = 100;

    private readonly StringBuilder _text = new();
    private int _bytes;
    private int _leftOut;

    /// <summary>Adds a line, cut to 400 characters, when there is room.</summary>
    internal GateText Line(string line) => Add("", line);

    /// <summary>Adds the first lines of a text that has several, indented.</summary>
    internal GateText Block(string text, int maximumLines)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(maximumLines))
        {
            Add("    ", line);
        }

        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _leftOut == 0 ? _text.ToString() : $"{_text}… and {_leftOut} more lines.\n";

    private GateText Add(string indent, string line)
    {
        var clean = indent + Sanitiser.Line(Redactor.Redact(Sanitiser.Text(line)), MaximumLine);
        var size = Encoding.UTF8.GetByteCount(clean) + 1;
        if (_leftOut > 0 || _bytes + size > MaximumBytes - Reserve)
        {
            _leftOut++;
            return this;
        }

        _text.Append(clean).Append('\n');
        _bytes += size;
        return this;
    }
}
