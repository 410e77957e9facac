namespace Slipway.Integrations.Tests.Agents.A2A;

/// <summary>A test that speaks with agents made with the protocol's own SDK, which <c>test.sh</c> installs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class A2ASdkTheoryAttribute : TheoryAttribute
{
    public A2ASdkTheoryAttribute()
    {
        if (Folder is null)
        {
            Skip = "Needs Node.js and the A2A SDK: run ./test.sh, which sets them up.";
        }
    }

    /// <summary>The folder of the agent.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable("SLIPWAY_A2A_AGENT");
}
