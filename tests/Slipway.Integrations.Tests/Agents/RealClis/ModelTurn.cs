namespace Slipway.Integrations.Tests.Agents.RealClis;

/// <summary>One answer of a scripted model.</summary>
internal abstract record ModelTurn
{
    /// <summary>It says something, and that is all.</summary>
    internal sealed record Say(string Text) : ModelTurn;

    /// <summary>It uses a tool.</summary>
    /// <param name="Tool">The tool's name.</param>
    /// <param name="Input">The tool's input, as JSON.</param>
    internal sealed record Use(string Tool, object Input) : ModelTurn;

    /// <summary>The service answers with an error.</summary>
    internal sealed record Refuse(int Status) : ModelTurn;

    /// <summary>The service never answers.</summary>
    internal sealed record Hang : ModelTurn;
}
