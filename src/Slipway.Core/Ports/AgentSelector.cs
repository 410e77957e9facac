namespace Slipway.Core.Ports;

/// <summary>Which agent to use: exactly one of the two is set.</summary>
/// <param name="Name">A name of the catalog, such as <c>claude-code</c>.</param>
/// <param name="Command">A command line, run without a shell unless it names one.
/// <c>{prompt}</c> is replaced by the prompt as one argument;
/// without it the prompt goes to standard input.</param>
public sealed record AgentSelector(string? Name = null, string? Command = null)
{
    /// <inheritdoc/>
    public override string ToString() => Name ?? Command ?? "(none)";
}
