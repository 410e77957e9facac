using System.Text.Json.Nodes;

namespace Slipway.Integrations.Tests.Agents.A2A;

/// <summary>A task of the scripted agent.</summary>
internal sealed class A2AServerTask(string id, string contextId, JsonNode message, JsonArray steps)
{
    private readonly Lock _lock = new();
    private readonly List<JsonNode> _artifacts = [];
    private int _next;
    private bool _released;
    private string? _said;
    private JsonNode? _usage;

    internal string Id { get; } = id;

    internal string ContextId { get; } = contextId;

    internal string State { get; private set; } = "submitted";

    /// <summary>Goes on to the next state that it tells of.</summary>
    internal void Step()
    {
        lock (_lock)
        {
            while (State is "submitted" or "working" && _next < steps.Count && (_released || steps[_next]!["wait"] is null))
            {
                var step = steps[_next++]!;
                if (step["wait"] is not null)
                {
                    continue;
                }

                if (step["state"] is { } state)
                {
                    (State, _said, _usage) = ((string)state!, (string?)step["say"], step["usage"]);
                    return;
                }

                _artifacts.Add(step);
            }
        }
    }

    /// <summary>Waits no longer.</summary>
    internal void Release()
    {
        lock (_lock)
        {
            _released = true;
        }
    }

    internal void Cancel()
    {
        lock (_lock)
        {
            (State, _said) = ("canceled", null);
        }
    }

    /// <summary>The task as a version writes it.</summary>
    internal JsonObject Form(bool isOld)
    {
        lock (_lock)
        {
            var status = new JsonObject { ["state"] = isOld ? State : Loud("TASK_STATE_", State) };
            if (_said is not null)
            {
                status["message"] = Message(_said, _usage, isOld);
            }

            return Kind(isOld, "task", new JsonObject
            {
                ["id"] = Id, ["contextId"] = ContextId, ["status"] = status,
                ["artifacts"] = new JsonArray([.. _artifacts.Select((step, place) => new JsonObject
                {
                    ["artifactId"] = $"{place}", ["name"] = (string?)step["artifact"], ["parts"] = new JsonArray(Part(step, isOld)),
                })]),
                ["history"] = new JsonArray(message.DeepClone()),
            });
        }
    }

    internal static JsonObject Message(string said, JsonNode? usage, bool isOld)
    {
        var form = Kind(isOld, "message", new JsonObject
        {
            ["messageId"] = "said", ["role"] = isOld ? "agent" : "ROLE_AGENT",
            ["parts"] = new JsonArray(Kind(isOld, "text", new JsonObject { ["text"] = said })),
        });
        if (usage is not null)
        {
            form["metadata"] = new JsonObject { ["usage"] = usage.DeepClone() };
        }

        return form;
    }

    private static JsonObject Part(JsonNode step, bool isOld)
    {
        if (step["base64"] is { } bytes)
        {
            return isOld
                ? Kind(isOld, "file", new JsonObject
                {
                    ["file"] = new JsonObject
                    {
                        ["bytes"] = bytes.DeepClone(), ["name"] = (string?)step["file"], ["mimeType"] = (string?)step["type"],
                    },
                })
                : new JsonObject
                {
                    ["raw"] = bytes.DeepClone(), ["filename"] = (string?)step["file"], ["mediaType"] = (string?)step["type"],
                };
        }

        return step["data"] is { } data ? Kind(isOld, "data", new JsonObject { ["data"] = data.DeepClone() })
            : Kind(isOld, "text", new JsonObject { ["text"] = (string?)step["text"] });
    }

    private static JsonObject Kind(bool isOld, string kind, JsonObject form)
    {
        if (isOld)
        {
            form["kind"] = kind;
        }

        return form;
    }

    private static string Loud(string prefix, string word) => prefix + word.ToUpperInvariant().Replace('-', '_');
}
