using System.Text.Json;

namespace Slipway.Core.Ports;

/// <summary>A question to a language model.</summary>
/// <param name="Name">What it is called for people; its transcript is the artifact <c>ai-{name}.json</c>.</param>
/// <param name="Instructions">What is to be answered, and how. The model follows it.</param>
/// <param name="Material">What it is about, which may come from anybody: the model is told to follow no instruction in it. At most 200,000
/// characters are sent.</param>
/// <param name="Schema">A JSON Schema that the answer has to fit, of the keywords that <c>JsonSchemas</c> knows.</param>
public sealed record AiQuestion(string Name, string Instructions, string Material, JsonElement Schema);
