using System.Text.Json;
using Slipway.Core.Policies;

namespace Slipway.Integrations.Ai;

/// <summary>What came of the tries of one question.</summary>
/// <param name="Message">One sentence for people.</param>
/// <param name="Value">The answer; <see langword="null"/> when there is none.</param>
/// <param name="Code">Without an answer: the stable code.</param>
/// <param name="Category">Without an answer: what retry and fallback go by.</param>
/// <param name="RetryAfter">Without an answer: how long to wait, when the service said so.</param>
internal sealed record AiFinding(
    string Message, JsonElement? Value = null, string? Code = null, ErrorCategory? Category = null, TimeSpan? RetryAfter = null);
