using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Ai;

namespace Slipway.Integrations.Steps;

/// <summary><c>ai.decide</c>: a language model answers a question, with one of the choices or with a value of a JSON Schema.</summary>
internal sealed class AiDecide(IAiProvider ai) : IStepPlugin
{
    private const int MaxReason = 2_000;

    /// <inheritdoc/>
    public string Name => "ai.decide";

    /// <inheritdoc/>
    public string Description => "Has a language model choose, or answer with a value of a form.";

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["question"],
          "additionalProperties": false,
          "properties": {
            "question": { "type": "string", "minLength": 1, "maxLength": 16384 },
            "choices": {
              "type": "array", "minItems": 2, "maxItems": 50, "items": { "type": "string", "minLength": 1, "maxLength": 200 },
              "description": "What there is to choose from: the output 'choice' is one of them."
            },
            "schema": { "type": "object", "description": "Instead of choices: the form of the output 'answer', a JSON Schema." },
            "context": { "description": "What it is about: a text, or anything else as JSON." }
          }
        }
        """);

    /// <inheritdoc/>
    public StepConfigProblem? Check(JsonElement config)
    {
        var hasChoices = config.TryGetProperty("choices", out _);
        var hasSchema = config.TryGetProperty("schema", out var schema);
        return hasChoices == hasSchema ? new StepConfigProblem("", "It needs either 'choices' or 'schema'.")
            : hasSchema && schema.ValueKind == JsonValueKind.Object && JsonSchemas.Problem(schema) is { } problem
                ? new StepConfigProblem("schema", problem)
            : null;
    }

    /// <inheritdoc/>
    public SlipwayException? Missing(JsonElement config) => ai.Missing;

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!StepConfig.TryRead(context, "question", out var question, out var failure))
        {
            return failure;
        }

        if (Check(context.Config) is { } problem)
        {
            return StepConfig.Invalid(context, $"is wrong. {problem.Message}");
        }

        var choices = Choices(context.Config);
        var schema = choices.Count > 0 ? ChoiceSchema(choices) : AnswerSchema(context.Config.GetProperty("schema"));
        var answer = await ai.AskAsync(
            new AiQuestion(
                context.StepId,
                $"Answer this question as well as the material allows.\n\n{question}",
                context.Text("context") ?? "(There is no material: the question says it all.)", schema),
            cancellationToken);
        if (answer.Value is not { } value)
        {
            return answer.ToFailure();
        }

        var how = AiWords.Of(answer.Usage);
        var outcome = choices.Count > 0
            ? StepOutcome.Success(
                $"Chose {value.GetProperty("choice").GetString()}. {how}",
                new
                {
                    choice = value.GetProperty("choice"), reason = Sanitiser.Text(value.GetProperty("reason").GetString()!, MaxReason),
                    usage = answer.Usage,
                },
                answer.Transcript)
            : StepOutcome.Success(
                $"Answered. {how}", new { answer = value.GetProperty("answer"), usage = answer.Usage }, answer.Transcript);
        return outcome with { Usage = AgentUsage.Of(answer.Usage) };
    }

    private static IReadOnlyList<string> Choices(JsonElement config) =>
        config.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array
            ? [.. choices.EnumerateArray().Where(choice => choice.ValueKind == JsonValueKind.String).Select(choice => choice.GetString()!)]
            : [];

    /// <summary>Services take objects only.</summary>
    private static JsonElement AnswerSchema(JsonElement schema) => JsonSerializer.SerializeToElement(new
    {
        type = "object", required = new[] { "answer" }, additionalProperties = false, properties = new { answer = schema },
    });

    private static JsonElement ChoiceSchema(IReadOnlyList<string> choices) => JsonSerializer.SerializeToElement(new
    {
        type = "object", required = new[] { "choice", "reason" }, additionalProperties = false,
        properties = new
        {
            reason = new { type = "string", description = "Why, in one or two sentences." },
            choice = new { type = "string", @enum = choices },
        },
    });
}
