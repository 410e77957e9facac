using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Integrations.Tests.Agents.RealClis;

/// <summary>OpenAI's Responses: each answer costs 10 tokens read and 5 written.</summary>
internal sealed class OpenAIResponses : IModelProtocol
{
    public bool IsWork(JsonNode request) => true;

    public IEnumerable<(string Name, object Data)> Events(ModelTurn turn, JsonNode request)
    {
        var id = $"resp_{Guid.NewGuid():n}";
        object item = turn is ModelTurn.Use use
            ? new
            {
                type = "function_call", id = $"fc_{id}", call_id = $"call_{id}", name = use.Tool,
                arguments = JsonSerializer.Serialize(use.Input),
            }
            : new
            {
                type = "message", id = $"msg_{id}", role = "assistant",
                content = new[] { new { type = "output_text", text = ((ModelTurn.Say)turn).Text } },
            };
        yield return ("response.created", new { type = "response.created", response = new { id } });
        yield return ("response.output_item.done", new { type = "response.output_item.done", output_index = 0, item });
        yield return ("response.completed", new
        {
            type = "response.completed",
            response = new
            {
                id,
                usage = new
                {
                    input_tokens = 10, input_tokens_details = new { cached_tokens = 0 }, output_tokens = 5,
                    output_tokens_details = new { reasoning_tokens = 0 }, total_tokens = 15,
                },
            },
        });
    }
}
