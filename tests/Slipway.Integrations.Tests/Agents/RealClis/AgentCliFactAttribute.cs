namespace Slipway.Integrations.Tests.Agents.RealClis;

/// <summary>A test that drives the real Claude Code or Codex, which <c>test.sh</c> installs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AgentCliFactAttribute : FactAttribute
{
    public AgentCliFactAttribute()
    {
        if (Folder is null)
        {
            Skip = "Needs Node.js, Claude Code and Codex: run ./test.sh, which sets them up.";
        }
    }

    /// <summary>The folder of their programs.</summary>
    public static string? Folder =>
        Environment.GetEnvironmentVariable("SLIPWAY_AGENT_CLIS") is { } folder ? Path.Combine(folder, "node_modules", ".bin") : null;
}
