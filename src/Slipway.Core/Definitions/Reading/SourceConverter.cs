using System.Text.Json;
using Slipway.Core.Security;

namespace Slipway.Core.Definitions.Reading;

/// <summary>Turns nodes into values by their specification, and notes what does not fit and where everything stands.</summary>
/// <remarks>Gives text as string, lists as <c>List&lt;object&gt;</c>, maps and objects as dictionaries by name (of objects: by what the key
/// sets), choices as their enum's value, anything else as JSON. <see langword="null"/> is a value that is missing or wrong.</remarks>
internal sealed class SourceConverter(DefinitionSource source, ProblemList problems)
{
    public object? Convert(ValueSpec spec, SourceNode node, string path)
    {
        source.Note(path, node.Line, node.Column);
        return (spec, node) switch
        {
            (ValueSpec.Any, _) => Json(node, path),
            (ValueSpec.AnyObject, SourceNode.Mapping) => Json(node, path),
            (ValueSpec.Object composed, SourceNode.Mapping mapping) => Object(composed.Spec(), mapping, path),
            (ValueSpec.Map map, SourceNode.Mapping mapping) => Map(map, mapping, path),
            (ValueSpec.List list, SourceNode.Sequence sequence) => List(list, sequence.Items, node, path),
            (ValueSpec.List { Item: not ValueSpec.Object } list, SourceNode.Scalar { Value.ValueKind: not JsonValueKind.Null }) =>
                List(list, [node], node, path),
            (_, SourceNode.Scalar scalar) => Scalar(spec, scalar) ?? Wrong(spec, node, path),
            _ => Wrong(spec, node, path),
        };
    }

    private static object? Scalar(ValueSpec spec, SourceNode.Scalar scalar) => (spec, scalar.Value.ValueKind) switch
    {
        (_, JsonValueKind.Null) => null,
        (ValueSpec.Text text, _) => text.Matches(scalar.Text) ? scalar.Text : null,
        (ValueSpec.Boolean, JsonValueKind.True or JsonValueKind.False) => scalar.Value.GetBoolean(),
        (ValueSpec.Integer whole, JsonValueKind.Number) =>
            scalar.Value.TryGetInt32(out var value) && value >= whole.Min && value <= whole.Max ? value : null,
        (ValueSpec.Number number, JsonValueKind.Number) =>
            scalar.Value.GetDouble() is var value && value >= number.Min && value <= number.Max ? value : null,
        (ValueSpec.Duration duration, JsonValueKind.Number) =>
            AtLeast(duration, Durations.OfMilliseconds(scalar.Value.GetDouble() * duration.Unit.TotalMilliseconds)),
        (ValueSpec.Duration duration, JsonValueKind.String) => AtLeast(duration, Durations.Parse(scalar.Text)),
        (ValueSpec.Choice choice, JsonValueKind.String) =>
            choice.Names.GetValueOrDefault(scalar.Text) ?? choice.Aliases.GetValueOrDefault(scalar.Text),
        _ => null,
    };

    private static TimeSpan? AtLeast(ValueSpec.Duration spec, TimeSpan? value) => value >= spec.Min ? value : null;

    private Dictionary<string, object> Object(ObjectSpec spec, SourceNode.Mapping mapping, string path)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Members)
        {
            if (spec.Key(key.Text) is not { } known)
            {
                problems.Add(key.Line, key.Column, path, $"There is no key '{Shown(key.Text)}' in {spec.Name}.",
                    Nearest.One(key.Text, spec.Keys.Select(one => one.Name)));
            }
            else if (!written.TryAdd(known.Sets, key.Text))
            {
                var first = written[known.Sets];
                problems.Add(key.Line, key.Column, path, first == key.Text
                    ? $"'{key.Text}' is given twice: remove one."
                    : $"'{key.Text}' and '{first}' say the same: remove one.");
            }
            else if (Convert(known.Spec, value, Join(path, known.Sets)) is { } converted)
            {
                values.Add(known.Sets, converted);
            }
        }

        foreach (var missing in spec.Keys.Where(key => key.IsRequired && !written.ContainsKey(key.Sets)))
        {
            problems.Add(mapping.Line, mapping.Column, path, $"'{missing.Name}' is missing in {spec.Name}: give {missing.Spec.Meaning}.");
        }

        return values;
    }

    private Dictionary<string, object> Map(ValueSpec.Map spec, SourceNode.Mapping mapping, string path)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        if (mapping.Members.Count > spec.Max)
        {
            TooMany(mapping, mapping.Members.Count, spec.Max, path);
            return values;
        }

        foreach (var (key, value) in mapping.Members)
        {
            if (!spec.Allows(key.Text))
            {
                problems.Add(key.Line, key.Column, path,
                    $"'{Shown(key.Text)}' is no name: use 1 to 100 letters, digits, dashes and underscores, starting with a letter.");
            }
            else if (values.ContainsKey(key.Text))
            {
                problems.Add(key.Line, key.Column, path, $"'{key.Text}' is given twice: remove one.");
            }
            else if (Convert(spec.Value, value, Join(path, key.Text)) is { } converted)
            {
                values.Add(key.Text, converted);
            }
        }

        return values;
    }

    private List<object> List(ValueSpec.List spec, IReadOnlyList<SourceNode> items, SourceNode node, string path)
    {
        if (items.Count > spec.Max)
        {
            TooMany(node, items.Count, spec.Max, path);
            return [];
        }

        return [.. items.Select((item, index) => Convert(spec.Item, item, $"{path}[{index}]")).OfType<object>()];
    }

    private object Json(SourceNode node, string path)
    {
        Walk(node, path);
        return node.ToJson();
    }

    /// <summary>Notes places inside of JSON, and names that come twice, of which one would be lost.</summary>
    private void Walk(SourceNode node, string path)
    {
        source.Note(path, node.Line, node.Column);
        switch (node)
        {
            case SourceNode.Sequence sequence:
                for (var index = 0; index < sequence.Items.Count; index++)
                {
                    Walk(sequence.Items[index], $"{path}[{index}]");
                }

                break;
            case SourceNode.Mapping mapping:
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (var (key, value) in mapping.Members)
                {
                    if (!names.Add(key.Text))
                    {
                        problems.Add(key.Line, key.Column, path, $"'{Shown(key.Text)}' is given twice: remove one.");
                    }

                    Walk(value, Join(path, key.Text));
                }

                break;
        }
    }

    private object? Wrong(ValueSpec spec, SourceNode node, string path)
    {
        var suggestion = spec is ValueSpec.Choice choice && node is SourceNode.Scalar scalar
            ? Nearest.One(scalar.Text, choice.Names.Keys)
            : null;
        problems.Add(node.Line, node.Column, path, $"This must be {spec.Meaning}, not {node.Kind}.", suggestion);
        return null;
    }

    private void TooMany(SourceNode node, int count, int max, string path) =>
        problems.Add(node.Line, node.Column, path, $"There are {count:N0} entries; at most {max:N0} are allowed.");

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Shown(string text) => Sanitiser.Line(text, 60);
}
