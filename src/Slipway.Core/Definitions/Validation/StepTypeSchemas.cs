using System.Text.Json;
using Slipway.Core.Definitions.Reading;

namespace Slipway.Core.Definitions.Validation;

/// <summary>The configs of the steps that the workflow itself does, as JSON Schemas.</summary>
internal static class StepTypeSchemas
{
    // As JSON, in which a backslash is two.
    private const string DurationPattern =
        """^(([0-9]+(\\.[0-9]+)?(ms|s|m|h|d))+|P([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+(\\.[0-9]+)?S)?)?)$""";

    private const string Duration =
        $$"""{ "type": "string", "pattern": "{{DurationPattern}}", "description": "{{Durations.Meaning}}." }""";

    private const string Names =
        """{ "type": "array", "maxItems": 100, "items": { "type": "string", "minLength": 1, "maxLength": 200 } }""";

    private const string Workspace =
        """{ "enum": ["shared", "own"], "description": "own: a worktree for itself; else that of this workflow." }""";

    public static JsonElement Approval { get; } = Parse($$"""
        {
          "type": "object", "additionalProperties": false,
          "properties": {
            "message": { "type": "string", "description": "What is to be approved, for people." },
            "approvers": {{Names}},
            "groups": { "type": "object", "additionalProperties": {{Names}} },
            "required": { "type": "integer", "minimum": 1, "maximum": 100 },
            "allowSelf": { "type": "boolean" },
            "form": {
              "type": "object",
              "additionalProperties": {
                "type": "object", "additionalProperties": false,
                "properties": {
                  "type": { "enum": ["string", "number", "integer", "boolean", "array", "object"] },
                  "required": { "type": "boolean" },
                  "default": {},
                  "description": { "type": "string" },
                  "enum": { "type": "array", "minItems": 1, "maxItems": 100 }
                }
              }
            },
            "reminder": {{Duration}},
            "escalateAfter": {{Duration}},
            "escalateTo": {{Names}},
            "rejectionIsAnswer": { "type": "boolean" }
          }
        }
        """);

    public static JsonElement Wait { get; } = Parse($$"""
        {
          "type": "object", "additionalProperties": false,
          "properties": {
            "event": { "type": "string", "minLength": 1, "maxLength": 100, "description": "The name of the event." },
            "for": {{Duration}},
            "until": { "type": "string", "description": "A time such as 2030-01-31T12:00:00Z." }
          }
        }
        """);

    public static JsonElement Decision { get; } = Parse("""
        {
          "type": "object", "additionalProperties": false, "required": ["cases"],
          "properties": {
            "cases": {
              "type": "object", "additionalProperties": { "type": ["string", "boolean"] },
              "description": "Expressions by name; the first one that is true is chosen."
            },
            "default": { "type": "string", "description": "What is chosen when no case holds." }
          }
        }
        """);

    public static JsonElement ForEach { get; } = Parse($$"""
        {
          "type": "object", "additionalProperties": false, "required": ["items"],
          "properties": {
            "items": { "type": "array", "maxItems": 10000, "description": "The list, usually one expression." },
            "maxConcurrent": { "type": "integer", "minimum": 1, "maximum": 100, "description": "How many items at once." },
            "until": {
              "type": "string", "minLength": 1,
              "description": "An expression over the result of an item that is over: once it is true, no further item begins."
            },
            "workspace": {{Workspace}}
          }
        }
        """);

    public static JsonElement Subflow { get; } = Parse($$"""
        {
          "type": "object", "additionalProperties": false,
          "properties": {
            "definition": {
              "type": ["string", "object"], "minLength": 1,
              "description": "The definition to run, when uses does not say: its id, or itself, such as an earlier step wrote it."
            },
            "plugins": {{Names}},
            "inputs": { "type": "object", "description": "What it is given." },
            "workspace": {{Workspace}}
          }
        }
        """);

    /// <summary>The names that a task may use of what the workflow itself does.</summary>
    public static IReadOnlyDictionary<string, JsonElement> ByPlugin { get; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
    {
        ["approval"] = Approval,
        ["wait.event"] = Wait,
        ["subflow"] = Subflow,
        ["set"] = Parse("""{ "type": "object", "description": "Its members are the step's outputs." }"""),
    };

    private static JsonElement Parse(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        return document.RootElement.Clone();
    }
}
