using System.Net.Mime;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Slipway.Core;

namespace Slipway.Functions.Api.Description;

/// <summary>A body, in one direction or the other.</summary>
/// <param name="Name">The name of its schema; null for one that needs none.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="MediaTypes">What it may be.</param>
internal sealed record ApiContent(string? Name, JsonNode Schema, params IReadOnlyList<string> MediaTypes)
{
    /// <summary>Any JSON object.</summary>
    public static ApiContent Any { get; } = new(null, Object(), MediaTypeNames.Application.Json);

    /// <summary>A text.</summary>
    public static ApiContent Text { get; } = new(null, new JsonObject { ["type"] = "string" }, MediaTypeNames.Text.Plain);

    /// <summary>A document of a type, as it is written.</summary>
    public static ApiContent Of<T>(string name) => new(name, SchemaOf(typeof(T)), MediaTypeNames.Application.Json);

    /// <summary>One of several documents.</summary>
    public static ApiContent OneOf(string name, params ReadOnlySpan<Type> types)
    {
        var choices = new JsonArray();
        foreach (var type in types)
        {
            choices.Add(SchemaOf(type));
        }

        return new ApiContent(name, new JsonObject { ["oneOf"] = choices }, MediaTypeNames.Application.Json);
    }

    /// <summary>An object whose members are lists of documents, and texts.</summary>
    public static ApiContent ListOf<T>(string name, string member, bool hasContinuation = false)
    {
        var properties = new JsonObject { [member] = new JsonObject { ["type"] = "array", ["items"] = SchemaOf(typeof(T)) } };
        if (hasContinuation)
        {
            properties["continuation"] = new JsonObject
            {
                ["type"] = "string", ["description"] = "Where the next page begins; absent after the last.",
            };
        }

        return new ApiContent(
            name, new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = new JsonArray(member) },
            MediaTypeNames.Application.Json);
    }

    /// <summary>An object whose members are lists of documents of one type.</summary>
    public static ApiContent ListsOf<T>(string name, params ReadOnlySpan<string> members)
    {
        var properties = new JsonObject();
        foreach (var member in members)
        {
            properties[member] = new JsonObject { ["type"] = "array", ["items"] = SchemaOf(typeof(T)) };
        }

        return new ApiContent(
            name, new JsonObject { ["type"] = "object", ["properties"] = properties }, MediaTypeNames.Application.Json);
    }

    private static JsonObject Object() => new() { ["type"] = "object" };

    private static JsonNode SchemaOf(Type type) => CoreJson.Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,

        // "true" takes anything, as {} does, and not every reader of OpenAPI knows it.
        TransformSchemaNode = static (_, schema) => schema is JsonValue ? new JsonObject() : schema,
    });
}
