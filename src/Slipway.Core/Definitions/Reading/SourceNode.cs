using System.Text.Json;

namespace Slipway.Core.Definitions.Reading;

/// <summary>A value of a YAML or JSON document, with its place.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Size">How many values it is, those inside counted as often as they are referred to.</param>
internal abstract record SourceNode(int Line, int Column, long Size)
{
    /// <summary>What it is, for people.</summary>
    public abstract string Kind { get; }

    public abstract void WriteTo(Utf8JsonWriter writer);

    public JsonElement ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            WriteTo(writer);
        }

        using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        return document.RootElement.Clone();
    }

    /// <summary>A text, number, truth value or null: as it is written, without quotes, and what it stands for.</summary>
    internal sealed record Scalar(int Line, int Column, string Text, JsonElement Value) : SourceNode(Line, Column, 1)
    {
        public override string Kind => Value.ValueKind switch
        {
            JsonValueKind.Null => "nothing",
            JsonValueKind.True or JsonValueKind.False => Text,
            JsonValueKind.Number => $"the number {Text}",
            _ => $"the text '{Security.Sanitiser.Line(Text, 60)}'",
        };

        public override void WriteTo(Utf8JsonWriter writer) => Value.WriteTo(writer);
    }

    internal sealed record Sequence(int Line, int Column, IReadOnlyList<SourceNode> Items)
        : SourceNode(Line, Column, 1 + Items.Sum(item => item.Size))
    {
        public override string Kind => "a list";

        public override void WriteTo(Utf8JsonWriter writer)
        {
            writer.WriteStartArray();
            foreach (var item in Items)
            {
                item.WriteTo(writer);
            }

            writer.WriteEndArray();
        }
    }

    internal sealed record Mapping(int Line, int Column, IReadOnlyList<(Scalar Key, SourceNode Value)> Members)
        : SourceNode(Line, Column, 1 + Members.Sum(member => member.Value.Size))
    {
        public override string Kind => "an object";

        public override void WriteTo(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            foreach (var (key, value) in Members)
            {
                writer.WritePropertyName(key.Text);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }
    }
}
