using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Ai;

/// <summary>Writes down all that was said about a question, without secrets.</summary>
internal sealed class AiTranscript(AiOptions options, AiQuestion question, SecretMask mask)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<object> _said = [];

    /// <summary>What is sent and kept of a text: no secret in it.</summary>
    internal string Clean(string text) => mask.Apply(Redactor.Redact(Sanitiser.Text(text)));

    /// <summary>Adds what was sent.</summary>
    internal ChatMessage Send(ChatRole role, string text)
    {
        var clean = Clean(text);
        _said.Add(new { role = role.Value, text = clean });
        return new ChatMessage(role, clean);
    }

    /// <summary>Adds what came back.</summary>
    internal void Receive(ChatResponse response) => _said.Add(new
    {
        role = ChatRole.Assistant.Value, text = Clean(response.Text), finish = response.FinishReason?.Value,
        inputTokens = response.Usage?.InputTokenCount, outputTokens = response.Usage?.OutputTokenCount,
    });

    /// <summary>Keeps it.</summary>
    internal async Task<ArtifactReference> SaveAsync(
        IArtifactStore artifacts, AiUsage usage, string outcome, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                question = question.Name, provider = options.Provider.ToString(), usage.Model, endpoint = options.Endpoint, usage.Tries,
                usage.Tokens, usage.CostUsd, outcome, said = _said,
            },
            Format);
        using var stream = new MemoryStream(content);
        return await artifacts.SaveAsync($"ai-{question.Name}.json", "application/json", stream, cancellationToken);
    }
}
