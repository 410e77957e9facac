using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Export;

/// <summary>
/// A run as one JSON document: <c>format</c> and <c>version</c>, the <c>instance</c>, and its <c>events</c>, each with its seal.
/// docs/replay.md describes it.
/// </summary>
/// <remarks>
/// A release writes the newest version and reads that and all before it. A member that a reader does not know is left alone, so that
/// adding one needs no new version.
/// </remarks>
internal static class HistoryExport
{
    public const string Format = "durable-history";
    public const int Version = 1;

    private const int SealLength = 22;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a run.</summary>
    public static byte[] Write(InstanceRow instance, IEnumerable<StoredTurn> turns)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteNumber("version", Version);
            WriteInstance(writer, instance);
            writer.WriteStartArray("events");
            foreach (var line in turns.SelectMany(turn => Encoding.UTF8.GetString(turn.Events).Split('\n')))
            {
                WriteEvent(writer, line);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Reads a run.</summary>
    /// <exception cref="FormatException">The text is no export, or of a version that is not known.</exception>
    public static ExportedHistory Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "format") != Format)
            {
                throw new FormatException($"This is no exported run: its \"format\" is not \"{Format}\".");
            }

            if (root.GetProperty("version").GetInt32() is var version && version is < 1 or > Version)
            {
                throw new FormatException($"This run was exported as version {version}; this release reads up to version {Version}.");
            }

            var instance = ReadInstance(root.GetProperty("instance"));
            return ReadEvents(instance, root.GetProperty("events"));
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException
            or NotSupportedException or ArgumentException)
        {
            throw new FormatException($"This is no exported run, or it is damaged: {exception.Message}", exception);
        }
    }

    private static void WriteInstance(Utf8JsonWriter writer, InstanceRow instance)
    {
        writer.WriteStartObject("instance");
        writer.WriteString("instanceId", instance.InstanceId);
        writer.WriteString("name", instance.Name);
        writer.WriteString("version", instance.Version);
        writer.WriteNumber("generation", instance.Generation);
        writer.WriteString("status", instance.Status.ToString());
        writer.WriteString("createdAt", instance.CreatedAt);
        writer.WriteString("lastUpdatedAt", instance.UpdatedAt);
        WriteRaw(writer, "parent", HistoryJson.Write(instance.Parent));
        WriteRaw(writer, "tags", HistoryJson.Write(instance.Tags));
        writer.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter writer, string name, string? json)
    {
        if (json is not null)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json);
        }
    }

    private static void WriteEvent(Utf8JsonWriter writer, string line)
    {
        var isSealed = !line.StartsWith('{');
        writer.WriteStartObject();
        if (isSealed)
        {
            writer.WriteString("seal", SealedHistory.SealOf(line));
        }

        writer.WritePropertyName("event");
        writer.WriteRawValue(isSealed ? line[(SealLength + 1)..] : line);
        writer.WriteEndObject();
    }

    private static InstanceRow ReadInstance(JsonElement instance) => new()
    {
        Key = 0,
        InstanceId = Text(instance, "instanceId") ?? throw new FormatException("The export does not name its instance."),
        Name = Text(instance, "name") ?? throw new FormatException("The export does not name its orchestrator."),
        Version = Text(instance, "version") ?? string.Empty,
        Generation = instance.GetProperty("generation").GetInt32(),
        Status = Enum.Parse<OrchestrationRuntimeStatus>(Text(instance, "status") ?? string.Empty),
        CreatedAt = Time(instance, "createdAt"),
        UpdatedAt = Time(instance, "lastUpdatedAt"),
        Parent = instance.TryGetProperty("parent", out var parent) ? HistoryJson.ReadParent(parent.GetRawText()) : null,
        Tags = instance.TryGetProperty("tags", out var tags) ? HistoryJson.ReadTags(tags.GetRawText()) : null,
    };

    private static ExportedHistory ReadEvents(InstanceRow instance, JsonElement items)
    {
        var events = new List<HistoryEvent>(items.GetArrayLength());
        var predecessor = SealedHistory.Origin(instance.InstanceId, instance.Generation);
        AlteredEvent? altered = null;
        foreach (var item in items.EnumerateArray())
        {
            var value = HistoryJson.ReadEvent(Encoding.UTF8.GetBytes(item.GetProperty("event").GetRawText()));
            if (Text(item, "seal") is { } seal)
            {
                // The canonical form of the event, so that a file that was only formatted anew still fits.
                var json = HistoryJson.Write(value);
                if (SealedHistory.SealOf($"{predecessor} {json}") != seal)
                {
                    altered ??= new AlteredEvent(events.Count, json, "It does not have the seal that was exported with it.");
                }

                predecessor = seal;
            }

            events.Add(value);
        }

        return new ExportedHistory(instance, events, altered);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTime Time(JsonElement element, string name)
    {
        const DateTimeStyles utc = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal;
        return DateTime.TryParse(Text(element, name), CultureInfo.InvariantCulture, utc, out var time) ? time : default;
    }
}
