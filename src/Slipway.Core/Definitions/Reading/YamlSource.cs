using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Slipway.Core.Definitions.Reading;

/// <summary>Reads one YAML 1.2 document, by the core schema, into nodes with places.</summary>
/// <remarks>
/// An alias gives the node it names, which is not copied, but counted again: what aliases of aliases grow to is known before anything
/// walks it, and limited. An anchor is known once its node is finished, so a node cannot hold itself.
/// </remarks>
internal sealed partial class YamlSource
{
    private const int MaxNodes = 200_000;

    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, SourceNode> _anchors = [];

    private YamlSource(string text) => _parser = new Parser(new StringReader(text));

    /// <exception cref="SourceException">It is no YAML, or YAML that is not taken here.</exception>
    public static SourceNode Read(string text)
    {
        var source = new YamlSource(text);
        try
        {
            return source.Document();
        }
        catch (YamlException exception)
        {
            throw new SourceException(
                (int)exception.Start.Line, (int)exception.Start.Column, $"The text is no YAML: {exception.Message.TrimEnd('.')}.");
        }
        catch (InvalidOperationException)
        {
            // The parser's own: some texts bring its state out of order before it can say what is wrong with them.
            var (line, column) = source._parser.Current is { End: var end } ? ((int)end.Line, (int)end.Column) : (1, 1);
            throw new SourceException(line, column, "The text is no YAML: it breaks off the structure that it began.");
        }
    }

    private SourceNode Document()
    {
        Take<StreamStart>();
        if (Next() is StreamEnd)
        {
            throw new SourceException(1, 1, "The text is empty.");
        }

        Take<DocumentStart>();
        var root = Node(0);
        Take<DocumentEnd>();
        return Next() is StreamEnd
            ? root
            : throw At(Next(), "There is a second document here: a definition is one, so remove the '---'.");
    }

    private SourceNode Node(int depth)
    {
        var start = Next();
        if (depth >= DefinitionReader.MaxDepth)
        {
            throw At(start, $"Values are nested more than {DefinitionReader.MaxDepth} deep.");
        }

        SourceNode node;
        switch (start)
        {
            case AnchorAlias alias:
                _parser.MoveNext();
                return _anchors.GetValueOrDefault(alias.Value)
                    ?? throw At(start, $"'*{alias.Value}' names no anchor that is finished before it.");
            case SequenceStart sequence:
                node = Sequence(sequence, depth);
                break;
            case MappingStart mapping:
                node = Mapping(mapping, depth);
                break;
            default:
                node = Value(Take<Scalar>());
                break;
        }

        if (node.Size > MaxNodes)
        {
            throw At(start, $"Its aliases make more than {MaxNodes:N0} values of it.");
        }

        if (start is NodeEvent { Anchor: { IsEmpty: false } anchor })
        {
            _anchors[anchor] = node;
        }

        return node;
    }

    private SourceNode.Sequence Sequence(SequenceStart start, int depth)
    {
        _parser.MoveNext();
        NoTag(start);
        var items = new List<SourceNode>();
        while (Next() is not SequenceEnd)
        {
            items.Add(Node(depth + 1));
        }

        _parser.MoveNext();
        return new SourceNode.Sequence((int)start.Start.Line, (int)start.Start.Column, items);
    }

    private SourceNode.Mapping Mapping(MappingStart start, int depth)
    {
        _parser.MoveNext();
        NoTag(start);
        var members = new List<(SourceNode.Scalar, SourceNode)>();
        while (Next() is not MappingEnd)
        {
            var key = Node(depth + 1);
            members.Add((
                key as SourceNode.Scalar ?? throw new SourceException(key.Line, key.Column, "A name must be a text, not a list."),
                Node(depth + 1)));
        }

        _parser.MoveNext();
        return new SourceNode.Mapping((int)start.Start.Line, (int)start.Start.Column, members);
    }

    private static SourceNode.Scalar Value(Scalar scalar)
    {
        var isText = scalar.Style != ScalarStyle.Plain;
        if (!scalar.Tag.IsEmpty)
        {
            isText = scalar.Tag.IsNonSpecific || scalar.Tag.Value == "tag:yaml.org,2002:str"
                ? true
                : throw At(scalar, TagMessage(scalar));
        }

        return new SourceNode.Scalar(
            (int)scalar.Start.Line,
            (int)scalar.Start.Column,
            scalar.Value,
            isText ? JsonSerializer.SerializeToElement(scalar.Value) : Plain(scalar.Value));
    }

    /// <summary>The core schema of YAML 1.2: <c>yes</c> and <c>no</c> are texts. So are infinities, which JSON does not have.</summary>
    private static JsonElement Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => JsonSerializer.SerializeToElement<object?>(null),
        "true" or "True" or "TRUE" => JsonSerializer.SerializeToElement(true),
        "false" or "False" or "FALSE" => JsonSerializer.SerializeToElement(false),
        _ when WholePattern().IsMatch(text) => Number(BigInteger.Parse(text, CultureInfo.InvariantCulture)),
        _ when HexPattern().IsMatch(text) => JsonSerializer.SerializeToElement(Convert.ToInt64(text[2..], 16)),
        _ when FloatPattern().IsMatch(text) && double.IsFinite(double.Parse(text, CultureInfo.InvariantCulture)) =>
            JsonSerializer.SerializeToElement(double.Parse(text, CultureInfo.InvariantCulture)),
        _ => JsonSerializer.SerializeToElement(text),
    };

    private static JsonElement Number(BigInteger value)
    {
        using var document = JsonDocument.Parse(value.ToString(CultureInfo.InvariantCulture));
        return document.RootElement.Clone();
    }

    private static void NoTag(NodeEvent node)
    {
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
        {
            throw At(node, TagMessage(node));
        }
    }

    /// <summary>What looks like a tag is often an expression: <c>when: !inputs.fast</c>.</summary>
    private static string TagMessage(NodeEvent node) =>
        $"The tag '{node.Tag.Value}' is not taken here. A text that begins with ! stands between quotes.";

    private ParsingEvent Next()
    {
        while (_parser.Current is null or Comment)
        {
            if (!_parser.MoveNext())
            {
                throw new SourceException(1, 1, "The text ends too soon.");
            }
        }

        return _parser.Current;
    }

    private T Take<T>()
        where T : ParsingEvent
    {
        var next = Next() as T ?? throw At(Next(), "The text is no YAML: something is missing or too much here.");
        _parser.MoveNext();
        return next;
    }

    private static SourceException At(ParsingEvent place, string message) =>
        new((int)place.Start.Line, (int)place.Start.Column, message);

    [GeneratedRegex(@"^[-+]?[0-9]{1,100}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex WholePattern();

    [GeneratedRegex(@"^0x[0-9a-fA-F]{1,15}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HexPattern();

    [GeneratedRegex(
        @"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FloatPattern();
}
