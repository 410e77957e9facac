using System.Text;
using System.Text.Json;

namespace Slipway.Core.Definitions.Reading;

/// <summary>Reads JSON, with comments and trailing commas allowed, into nodes with places.</summary>
internal static class JsonSource
{
    private static readonly JsonReaderOptions Options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = DefinitionReader.MaxDepth,
    };

    /// <exception cref="SourceException">It is no JSON.</exception>
    public static SourceNode Read(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var places = new Places(bytes);
        try
        {
            var reader = new Utf8JsonReader(bytes, Options);
            reader.Read();
            var root = Node(ref reader, places);
            return reader.Read() ? throw new JsonException() : root;
        }
        catch (JsonException exception)
        {
            var message = exception.Message.Contains("depth", StringComparison.OrdinalIgnoreCase)
                ? $"Values are nested more than {DefinitionReader.MaxDepth} deep."
                : "The text is no JSON: something is missing or too much here.";
            throw new SourceException((int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1, message);
        }
        catch (InvalidOperationException)
        {
            throw new SourceException(places.Line, places.Column, "A text holds half a surrogate pair, which stands for no character.");
        }
    }

    private static SourceNode Node(ref Utf8JsonReader reader, Places places)
    {
        places.MoveTo(reader.TokenStartIndex);
        var (line, column) = (places.Line, places.Column);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new List<(SourceNode.Scalar, SourceNode)>();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var key = Scalar(ref reader, places);
                    reader.Read();
                    members.Add((key, Node(ref reader, places)));
                }

                return new SourceNode.Mapping(line, column, members);
            case JsonTokenType.StartArray:
                var items = new List<SourceNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Node(ref reader, places));
                }

                return new SourceNode.Sequence(line, column, items);
            default:
                return Scalar(ref reader, places);
        }
    }

    private static SourceNode.Scalar Scalar(ref Utf8JsonReader reader, Places places)
    {
        places.MoveTo(reader.TokenStartIndex);
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
        {
            var text = reader.GetString()!;
            return new SourceNode.Scalar(places.Line, places.Column, text, JsonSerializer.SerializeToElement(text));
        }

        var raw = Encoding.UTF8.GetString(reader.ValueSpan);
        return new SourceNode.Scalar(places.Line, places.Column, raw, JsonElement.ParseValue(ref reader));
    }

    /// <summary>Counts lines and characters up to a byte; only forwards, so that all of a text costs one pass.</summary>
    private sealed class Places(byte[] bytes)
    {
        private int _at;

        public int Line { get; private set; } = 1;

        public int Column { get; private set; } = 1;

        public void MoveTo(long index)
        {
            for (; _at < index; _at++)
            {
                if (bytes[_at] == '\n')
                {
                    Line++;
                    Column = 1;
                }
                else if ((bytes[_at] & 0xC0) != 0x80)
                {
                    Column++;
                }
            }
        }
    }
}
