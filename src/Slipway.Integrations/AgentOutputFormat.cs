namespace Slipway.Integrations;

/// <summary>What an agent prints on standard output, so that its answer, progress, cost and ending can be read from it.</summary>
public enum AgentOutputFormat
{
    /// <summary>Text for people: all of it is the answer, and the exit code is all that tells of the ending.</summary>
    Text,

    /// <summary>Claude Code's JSON lines (<c>--output-format stream-json</c>); the last one is of type <c>result</c>.</summary>
    ClaudeStream,

    /// <summary>Codex' JSON lines (<c>exec --json</c>); the last one is <c>turn.completed</c> or <c>turn.failed</c>.</summary>
    CodexStream,

    /// <summary>Gemini CLI's JSON lines (<c>-o stream-json</c>); the last one is of type <c>result</c>.</summary>
    GeminiStream,
}
