using System.Net.Mime;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Azure.Functions.Worker;
using Slipway.Functions.Access;

namespace Slipway.Functions.Api.Description;

/// <summary>The API as an OpenAPI 3.1 document, made from the functions' triggers and the types they read and write.</summary>
internal static class ApiDescription
{
    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const string Token = "token";

    private static readonly Lazy<string> Document = new(() => Describe().ToJsonString(Written));

    /// <summary>The document.</summary>
    public static string Json => Document.Value;

    /// <summary>The functions that a request can call, by name.</summary>
    public static IReadOnlyDictionary<string, HttpTriggerAttribute> Functions { get; } = typeof(ApiDescription).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
        .Select(method => (
            method.GetCustomAttribute<FunctionAttribute>()?.Name,
            Trigger: method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
                .FirstOrDefault(trigger => trigger is not null)))
        .Where(function => function is { Name: not null, Trigger: not null })
        .ToDictionary(function => function.Name!, function => function.Trigger!, StringComparer.Ordinal);

    private static JsonObject Describe()
    {
        var paths = new JsonObject();
        var schemas = new JsonObject { ["Problem"] = Problem() };
        foreach (var operation in ApiOperations.All)
        {
            var trigger = Functions[operation.Function];
            var path = "/" + trigger.Route;
            var methods = paths[path] as JsonObject ?? new JsonObject { ["parameters"] = PathParameters(trigger.Route!) };
            methods[trigger.Methods![0]] = Describe(operation, trigger, schemas);
            paths[path] = methods;
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Slipway",
                ["version"] = typeof(ApiDescription).Assembly.GetName().Version!.ToString(3),
                ["description"] =
                    "A durable CI/CD workflow engine for AI coding agents. Errors are problem details (RFC 9457) with a code.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/api" }),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas, ["securitySchemes"] = Keys() },
        };
    }

    private static JsonObject Describe(ApiOperation operation, HttpTriggerAttribute trigger, JsonObject schemas)
    {
        var described = new JsonObject
        {
            ["operationId"] = operation.Function, ["tags"] = new JsonArray(operation.Tag), ["summary"] = operation.Summary,
            ["parameters"] = new JsonArray([
                .. operation.Query.Select(query => Parameter(query.Name, "query", query.Meaning)),
                .. operation.Headers.Select(header => Parameter(header.Name, "header", header.Meaning)),
            ]),
        };
        if (operation.Body is { } body)
        {
            described["requestBody"] = new JsonObject { ["content"] = Content(body, schemas) };
        }

        var hasKey = trigger.AuthLevel != AuthorizationLevel.Anonymous;
        var responses = new JsonObject();
        foreach (var (status, content) in operation.Answers)
        {
            responses[$"{status}"] = Response(status, content is null ? null : Content(content, schemas));
        }

        var permission = FunctionPermissions.All[operation.Function];
        var refusals = hasKey || operation.Tag == "webhooks" ? operation.Refusals.Prepend(401) : operation.Refusals;
        foreach (var status in permission == FunctionPermissions.None ? refusals : refusals.Append(403))
        {
            responses[$"{status}"] = Response(status, new JsonObject
            {
                [MediaTypeNames.Application.ProblemJson] = new JsonObject { ["schema"] = Reference("Problem") },
            });
        }

        described["responses"] = responses;
        described["security"] = hasKey ? Security(permission) : new JsonArray();
        if (permission != FunctionPermissions.None)
        {
            described["description"] = $"Where the host asks who makes a request, it needs the permission {permission}.";
        }

        return described;
    }

    /// <summary>A key, and on a host that asks who makes a request an access token besides.</summary>
    private static JsonArray Security(string permission)
    {
        string[] keys = ["key", "code"];
        var alone = keys.Select(key => new JsonObject { [key] = new JsonArray() });
        return new JsonArray([
            .. permission == FunctionPermissions.None
                ? alone
                : alone.Concat(keys.Select(key => new JsonObject { [key] = new JsonArray(), [Token] = new JsonArray() })),
        ]);
    }

    private static JsonObject Response(int status, JsonObject? content)
    {
        var response = new JsonObject { ["description"] = ReasonPhrases.GetReasonPhrase(status) };
        if (content is not null)
        {
            response["content"] = content;
        }

        return response;
    }

    private static JsonObject Content(ApiContent content, JsonObject schemas)
    {
        if (content.Name is { } name && !schemas.ContainsKey(name))
        {
            schemas[name] = content.Schema.DeepClone();
        }

        return new JsonObject(content.MediaTypes.Select(type => KeyValuePair.Create<string, JsonNode?>(
            type, new JsonObject { ["schema"] = content.Name is { } named ? Reference(named) : content.Schema.DeepClone() })));
    }

    private static JsonObject Reference(string schema) => new() { ["$ref"] = $"#/components/schemas/{schema}" };

    private static JsonArray PathParameters(string route) => new([
        .. route.Split('/').Where(part => part.StartsWith('{')).Select(part => new JsonObject
        {
            ["name"] = part.Trim('{', '}'), ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string" },
        }),
    ]);

    private static JsonObject Parameter(string name, string place, string meaning) => new()
    {
        ["name"] = name, ["in"] = place, ["description"] = meaning, ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject Problem() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(new[] { "type", "title", "detail", "code", "traceId" }.Select(name =>
            KeyValuePair.Create<string, JsonNode?>(name, new JsonObject { ["type"] = "string" })))
        {
            ["status"] = new JsonObject { ["type"] = "integer" },
            ["errors"] = new JsonObject { ["type"] = "object", ["description"] = "What is wrong with which field." },
        },
        ["required"] = new JsonArray("title", "status"),
    };

    private static JsonObject Keys() => new()
    {
        ["key"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-functions-key" },
        ["code"] = new JsonObject { ["type"] = "apiKey", ["in"] = "query", ["name"] = "code" },
        [Token] = new JsonObject
        {
            ["type"] = "http", ["scheme"] = "bearer",
            ["description"] =
                "An access token, where the host asks who makes a request: 401 without one, 403 for what its owner may not do.",
        },
    };
}
