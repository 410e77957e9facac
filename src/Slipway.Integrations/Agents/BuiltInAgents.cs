namespace Slipway.Integrations.Agents;

/// <summary>The agents that Slipway knows how to start without being told. The user needs only their program.</summary>
internal static class BuiltInAgents
{
    private static readonly string[] ModelKeys =
        ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY", "OPENROUTER_API_KEY", "DEEPSEEK_API_KEY"];

    internal static IReadOnlyDictionary<string, AgentDefinition> All { get; } =
        new Dictionary<string, AgentDefinition>(StringComparer.OrdinalIgnoreCase)
        {
            ["claude-code"] = new()
            {
                Command = "claude -p --output-format stream-json --verbose --permission-mode acceptEdits "
                    + "--allowedTools \"Bash(git *),Edit,Read,Write\" --setting-sources \"\" --no-session-persistence",
                Environment =
                [
                    "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL", "ANTHROPIC_MODEL", "CLAUDE_CODE_OAUTH_TOKEN",
                    "CLAUDE_CONFIG_DIR", "CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX",
                ],
                HowToInstall = "Install it with: npm install -g @anthropic-ai/claude-code",
                Output = AgentOutputFormat.ClaudeStream,
            },
            ["codex"] = new()
            {
                Command = "codex exec --json --sandbox workspace-write --ephemeral -",
                Environment = ["CODEX_API_KEY", "OPENAI_API_KEY", "OPENAI_BASE_URL", "CODEX_HOME"],
                HowToInstall = "Install it with: npm install -g @openai/codex",
                Output = AgentOutputFormat.CodexStream,
            },
            ["gemini"] = new()
            {
                Command = "gemini -p {prompt} --approval-mode yolo --skip-trust",
                Environment =
                    ["GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_LOCATION", "GOOGLE_GENAI_USE_VERTEXAI"],
                HowToInstall = "Install it with: npm install -g @google/gemini-cli",
            },
            ["goose"] = new()
            {
                Command = "goose run --no-session --quiet --with-builtin developer -t {prompt}",
                Environment = [.. ModelKeys, "GOOSE_PROVIDER", "GOOSE_MODEL"],
                Variables = { ["GOOSE_MODE"] = "auto", ["GOOSE_DISABLE_KEYRING"] = "1" },
                HowToInstall = "See https://block.github.io/goose for how to install it.",
            },
            ["aider"] = new()
            {
                Command = "aider --message {prompt} --yes-always --no-stream --no-pretty --no-check-update --no-show-release-notes "
                    + "--no-suggest-shell-commands --no-detect-urls --no-auto-commits --no-gitignore",
                Environment = [.. ModelKeys, "AIDER_MODEL"],
                HowToInstall = "Install it with: python -m pip install aider-install && aider-install",
            },
        };
}
