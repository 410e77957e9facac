namespace Slipway.Integrations.Ai;

/// <summary>How an AI service is spoken to.</summary>
public enum AiProviderKind
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>OpenAI's chat completions, which many other services and local servers speak too.</summary>
    OpenAI,

    /// <summary>Anthropic's messages.</summary>
    Anthropic,
}
