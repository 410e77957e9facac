using System.Globalization;
using System.Text;
using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Queues;

/// <summary>
/// Writes workflow events as CloudEvents 1.0 in JSON: <c>id</c> is <c>{workflow}/{sequence}</c>, <c>type</c> is <c>slipway.</c> and the
/// event's type, <c>subject</c> the workflow, and the extension <c>sequence</c> the number by which a reader drops what comes twice.
/// </summary>
/// <remarks>
/// An event too large for its carrier goes without <c>data</c>: <c>dataref</c> says where they are, an artifact of the workflow, and
/// <c>datasha256</c> which. Thread-safe.
/// </remarks>
/// <param name="artifacts">Keeps the data of large events.</param>
public sealed class CloudEvents(IArtifactStore artifacts)
{
    private const string MediaType = "application/json";

    /// <summary>Writes an event.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="maxBytes">The most bytes of UTF-8 that the carrier takes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The JSON, of at most that many bytes.</returns>
    public async Task<string> WriteAsync(WorkflowEvent happened, int maxBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(happened);
        var whole = JsonSerializer.Serialize(Envelope(happened), CoreJson.Options);
        if (Encoding.UTF8.GetByteCount(whole) <= maxBytes)
        {
            return whole;
        }

        using var content = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(happened.Data, CoreJson.Options));
        var name = $"event-{happened.Sequence.ToString(CultureInfo.InvariantCulture)}.json";
        var artifact = await artifacts.SaveAsync(name, MediaType, content, cancellationToken);
        return JsonSerializer.Serialize(
            Envelope(happened) with
            {
                Data = null,
                Dataref = $"/api/workflows/{happened.WorkflowId}/artifacts/{artifact.Sha256}",
                Datasha256 = artifact.Sha256,
            },
            CoreJson.Options);
    }

    private static CloudEvent Envelope(WorkflowEvent happened)
    {
        var sequence = happened.Sequence.ToString(CultureInfo.InvariantCulture);
        return new CloudEvent
        {
            Id = $"{happened.WorkflowId}/{sequence}",
            Source = $"/api/workflows/{happened.WorkflowId}",
            Type = $"slipway.{happened.Type}",
            Subject = happened.WorkflowId,
            Time = happened.Time,
            Sequence = sequence,
            Data = happened.Data,
        };
    }

    /// <summary>The envelope's attributes, named as the specification writes them: lower-case letters and digits.</summary>
    private sealed record CloudEvent
    {
        public string Specversion { get; } = "1.0";

        public required string Id { get; init; }

        public required string Source { get; init; }

        public required string Type { get; init; }

        public required string Subject { get; init; }

        public required DateTimeOffset Time { get; init; }

        public required string Sequence { get; init; }

        public string Sequencetype { get; } = "Integer";

        public string Datacontenttype { get; } = MediaType;

        public string? Dataref { get; init; }

        public string? Datasha256 { get; init; }

        public JsonElement? Data { get; init; }
    }
}
