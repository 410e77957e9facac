using System.ComponentModel.DataAnnotations;

namespace Slipway.Integrations.Ai;

/// <summary>The language model that steps and gates ask. Bound from the configuration section <c>Slipway:Ai</c>, checked at
/// start.</summary>
public sealed class AiOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Slipway:Ai";

    /// <summary>How the service is spoken to. Default: there is none.</summary>
    public AiProviderKind Provider { get; set; }

    /// <summary>The model, by the service's name for it. Needed with a provider.</summary>
    [MaxLength(200)]
    public string? Model { get; set; }

    /// <summary>Where the service is, such as <c>http://localhost:11434/v1</c>: an https address, or http on this machine or without a key.
    /// Unset: the provider's own.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The name of the setting or environment variable that holds the key. Unset: <c>OPENAI_API_KEY</c> or
    /// <c>ANTHROPIC_API_KEY</c> at the provider's own endpoint, no key at another one.</summary>
    public string? KeyName { get; set; }

    /// <summary>Longest wait for one answer: 1 s to 30 min, default 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Most tokens of one answer: 16 to 200,000, default 4,096.</summary>
    [Range(16, 200_000)]
    public int MaxTokens { get; set; } = 4_096;

    /// <summary>How often a question is asked until its answer is of the right form: 1 to 5, default 3.</summary>
    [Range(1, 5)]
    public int Tries { get; set; } = 3;

    /// <summary>US dollars for a million tokens read, 0 or more. Unset: costs are not known.</summary>
    [Range(0, 1_000_000)]
    public decimal? InputPrice { get; set; }

    /// <summary>US dollars for a million tokens written, 0 or more. Unset: costs are not known.</summary>
    [Range(0, 1_000_000)]
    public decimal? OutputPrice { get; set; }

    /// <summary>Whether there is a service to ask.</summary>
    internal bool IsSet => Provider != AiProviderKind.None;

    /// <summary>The name of what holds the key; <see langword="null"/> when none is sent.</summary>
    internal string? KeyIn => !string.IsNullOrEmpty(KeyName) ? KeyName
        : Endpoint is not null ? null
        : Provider == AiProviderKind.Anthropic ? "ANTHROPIC_API_KEY" : "OPENAI_API_KEY";
}
