using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Integrations.Tests.Agents.RealClis;

/// <summary>Anthropic's Messages: each answer costs 10 tokens read and 20 written.</summary>
internal sealed class AnthropicMessages : IModelProtocol
{
    public bool IsWork(JsonNode request) => request["tools"] is JsonArray { Count: > 0 };

    public IEnumerable<(string Name, object Data)> Events(ModelTurn turn, JsonNode request)
    {
        yield return ("message_start", new
        {
            type = "message_start",
            message = new
            {
                id = $"msg_{Guid.NewGuid():n}", type = "message", role = "assistant", model = (string?)request["model"],
                content = Array.Empty<object>(), stop_reason = (string?)null, stop_sequence = (string?)null,
                usage = new { input_tokens = 10, output_tokens = 1 },
            },
        });
        var use = turn as ModelTurn.Use;
        object block = use is null
            ? new { type = "text", text = "" }
            : new { type = "tool_use", id = $"toolu_{Guid.NewGuid():n}", name = use.Tool, input = new { } };
        object delta = use is null
            ? new { type = "text_delta", text = ((ModelTurn.Say)turn).Text }
            : new { type = "input_json_delta", partial_json = JsonSerializer.Serialize(use.Input) };
        yield return ("content_block_start", new { type = "content_block_start", index = 0, content_block = block });
        yield return ("content_block_delta", new { type = "content_block_delta", index = 0, delta });
        yield return ("content_block_stop", new { type = "content_block_stop", index = 0 });
        yield return ("message_delta", new
        {
            type = "message_delta",
            delta = new { stop_reason = use is null ? "end_turn" : "tool_use", stop_sequence = (string?)null },
            usage = new { output_tokens = 20 },
        });
        yield return ("message_stop", new { type = "message_stop" });
    }
}
