namespace Slipway.Integrations;

/// <summary>What an agent prints on standard output, so that its answer can be told from its progress.</summary>
public enum AgentOutputFormat
{
    /// <summary>Text for people: all of it is the answer.</summary>
    Text,

    /// <summary>Claude Code's JSON lines (<c>--output-format stream-json</c>): the answer is the last line of type <c>result</c>.</summary>
    ClaudeStream,

    /// <summary>Codex' JSON lines (<c>--json</c>): the answer is the last completed item of type <c>agent_message</c>.</summary>
    CodexStream,
}
