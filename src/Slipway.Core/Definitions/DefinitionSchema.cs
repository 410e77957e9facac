using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Core.Definitions.Reading;
using Slipway.Core.Definitions.Validation;
using Slipway.Core.Ports;

namespace Slipway.Core.Definitions;

/// <summary>The JSON Schema (2020-12) of definitions, made from the same table of keys that the reader goes by: with it editors complete
/// and check YAML and JSON.</summary>
public static class DefinitionSchema
{
    /// <summary>What the schema calls itself; it is served at <c>GET /api/definitions/schema</c>.</summary>
    public const string Id = "urn:slipway:schema:definition";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly (string Name, ObjectSpec Spec)[] Objects =
    [
        ("input", DefinitionKeys.Input), ("retry", DefinitionKeys.Retry), ("errorHandling", DefinitionKeys.ErrorHandling),
        ("step", DefinitionKeys.Step), ("dependency", DefinitionKeys.Dependency),
    ];

    private static readonly (StepType Type, JsonElement Config)[] Types =
    [
        (StepType.Approval, StepTypeSchemas.Approval), (StepType.Wait, StepTypeSchemas.Wait), (StepType.ForEach, StepTypeSchemas.ForEach),
        (StepType.Subflow, StepTypeSchemas.Subflow),
    ];

    /// <summary>The schema, with the configs of the plugins that a host has.</summary>
    /// <param name="plugins">The plugins. Those without a schema take any object.</param>
    public static string Json(IReadOnlyCollection<IStepPlugin> plugins)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        var definitions = new JsonObject();
        foreach (var (name, spec) in Objects)
        {
            definitions[name] = Object(spec);
        }

        definitions["step"]!["allOf"] = Configs(plugins);
        var schema = Object(DefinitionKeys.Definition);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "$id", Id);
        schema.Insert(2, "title", "Slipway workflow definition");
        schema["$defs"] = definitions;
        return schema.ToJsonString(Indented);
    }

    /// <summary>By what a step uses, or by its type, what its config must be.</summary>
    private static JsonArray Configs(IReadOnlyCollection<IStepPlugin> plugins)
    {
        var rules = new JsonArray();
        var byUse = plugins.Where(plugin => plugin.ConfigSchema is not null)
            .Select(plugin => (plugin.Name, Schema: plugin.ConfigSchema!.Value))
            .Concat(StepTypeSchemas.ByPlugin.Select(pair => (Name: pair.Key, Schema: pair.Value)));
        foreach (var (name, schema) in byUse.OrderBy(pair => pair.Name, StringComparer.Ordinal))
        {
            rules.Add(Rule("uses", JsonValue.Create(name), schema));
        }

        foreach (var (type, schema) in Types)
        {
            rules.Add(Rule("type", JsonSerializer.SerializeToNode(type)!, schema));
        }

        return rules;
    }

    private static JsonObject Rule(string key, JsonNode value, JsonElement config) => new()
    {
        ["if"] = new JsonObject
        {
            ["required"] = new JsonArray(key),
            ["properties"] = new JsonObject { [key] = new JsonObject { ["const"] = value } },
        },
        ["then"] = new JsonObject { ["properties"] = new JsonObject { ["config"] = Relaxed(config) } },
    };

    /// <summary>The same schema, in which a text with an expression may stand wherever a value may.</summary>
    private static JsonNode? Relaxed(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return JsonSerializer.SerializeToNode(schema);
        }

        var copy = new JsonObject();
        foreach (var member in schema.EnumerateObject())
        {
            copy[member.Name] = member.Name switch
            {
                "properties" when member.Value.ValueKind == JsonValueKind.Object => new JsonObject(
                    member.Value.EnumerateObject().Select(one => KeyValuePair.Create(one.Name, Relaxed(one.Value)))),
                "items" or "additionalProperties" => Relaxed(member.Value),
                _ => JsonSerializer.SerializeToNode(member.Value),
            };
        }

        return copy.Count == 0 ? copy : new JsonObject { ["anyOf"] = new JsonArray(Template(), copy) };
    }

    private static JsonObject Template() => new() { ["type"] = "string", ["pattern"] = @"\$\{\{" };

    private static JsonObject Object(ObjectSpec spec)
    {
        var properties = new JsonObject();
        foreach (var key in spec.Keys)
        {
            properties[key.Name] = Described(key, key.Description, key.Field is not null);
            if (SnakeCase(key.Name) is var snake && snake != key.Name)
            {
                properties[snake] = Described(key, $"The same as {key.Name}.", isOther: true);
            }
        }

        // A key of two words may be written in two ways, so neither can be required here; the reader says what is missing.
        var required = spec.Keys.Where(key => key.IsRequired && SnakeCase(key.Name) == key.Name);
        return new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray([.. required.Select(key => JsonValue.Create(key.Name))]),
            ["properties"] = properties,
        };
    }

    private static JsonObject Described(KeySpec key, string description, bool isOther)
    {
        var schema = Value(key.Spec);
        schema["description"] = description;
        if (isOther)
        {
            schema["deprecated"] = true;
        }

        return schema;
    }

    private static JsonObject Value(ValueSpec spec) => spec switch
    {
        ValueSpec.Text { Pattern: { } pattern } => new() { ["type"] = "string", ["pattern"] = pattern },
        ValueSpec.Text text => new() { ["type"] = new JsonArray("string", "number", "boolean"), ["maxLength"] = text.MaxLength },
        ValueSpec.Boolean => new() { ["type"] = "boolean" },
        ValueSpec.Integer whole => new() { ["type"] = "integer", ["minimum"] = whole.Min, ["maximum"] = whole.Max },
        ValueSpec.Number number => new() { ["type"] = "number", ["minimum"] = number.Min, ["maximum"] = number.Max },
        ValueSpec.Duration => new()
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "number", ["minimum"] = 0 },
                new JsonObject { ["type"] = "string", ["pattern"] = Durations.ShortPattern },
                new JsonObject { ["type"] = "string", ["pattern"] = Durations.IsoPattern }),
        },
        ValueSpec.Choice choice => new()
        {
            ["enum"] = new JsonArray([.. choice.Names.Keys.Concat(choice.Aliases.Keys).Select(name => JsonValue.Create(name))]),
        },
        ValueSpec.List list => List(list),
        ValueSpec.Map map => new()
        {
            ["type"] = "object",
            ["maxProperties"] = map.Max,
            ["propertyNames"] = new JsonObject { ["pattern"] = map.NamePattern },
            ["additionalProperties"] = Value(map.Value),
        },
        ValueSpec.Object composed => new() { ["$ref"] = $"#/$defs/{Array.Find(Objects, each => each.Spec == composed.Spec()).Name}" },
        ValueSpec.AnyObject => new() { ["type"] = "object" },
        _ => new JsonObject(),
    };

    private static JsonObject List(ValueSpec.List list)
    {
        var many = new JsonObject { ["type"] = "array", ["maxItems"] = list.Max, ["items"] = Value(list.Item) };
        return list.Item is ValueSpec.Object ? many : new JsonObject { ["anyOf"] = new JsonArray(many, Value(list.Item)) };
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (var unit in name)
        {
            text.Append(char.IsAsciiLetterUpper(unit) ? "_" + char.ToLowerInvariant(unit) : unit.ToString());
        }

        return text.ToString();
    }
}
