using System.Text;
using System.Text.Json;

namespace Slipway.Core.Definitions.Expressions;

/// <summary>The functions that need more than a line. Each is linear in its arguments and its result, and its result is limited before it
/// is made.</summary>
internal static class ExpressionLibrary
{
    private const int MaxJsonDepth = 32;
    private const int MaxRange = 10_000;

    public static JsonElement Contains(ExpressionCall call) => ExpressionValues.Of(call[0].ValueKind == JsonValueKind.Array
        ? call[0].EnumerateArray().Any(item => ExpressionValues.AreEqual(item, call[1]))
        : call.Text(0).Contains(call.Text(1), StringComparison.Ordinal));

    public static JsonElement StartsWith(ExpressionCall call) =>
        ExpressionValues.Of(call.Text(0).StartsWith(call.Text(1), StringComparison.Ordinal));

    public static JsonElement EndsWith(ExpressionCall call) =>
        ExpressionValues.Of(call.Text(0).EndsWith(call.Text(1), StringComparison.Ordinal));

    public static JsonElement Length(ExpressionCall call) => ExpressionValues.Of(
        call[0].ValueKind switch
        {
            JsonValueKind.Array => call[0].GetArrayLength(),
            JsonValueKind.Object => call[0].GetPropertyCount(),
            _ => call.Text(0).Length,
        },
        call.Position);

    public static JsonElement Join(ExpressionCall call)
    {
        var separator = call.Arguments.Count > 1 ? call.Text(1) : ",";
        var result = new StringBuilder();
        foreach (var (index, item) in call.List(0).Index())
        {
            Append(result, index == 0 ? "" : separator, call.Position);
            Append(result, ExpressionValues.AsText(item), call.Position);
        }

        return call.Result(result.ToString());
    }

    public static JsonElement Split(ExpressionCall call)
    {
        var parts = call.Text(1).Length == 0 ? [call.Text(0)] : call.Text(0).Split(call.Text(1), StringSplitOptions.None);
        return JsonSerializer.SerializeToElement(ExpressionValues.IsNull(call[0]) ? [] : parts);
    }

    public static JsonElement Replace(ExpressionCall call)
    {
        var (text, old, replacement) = (call.Text(0), call.Text(1), call.Text(2));
        if (old.Length == 0)
        {
            return call.Result(text);
        }

        var result = new StringBuilder();
        var from = 0;
        for (var at = text.IndexOf(old, StringComparison.Ordinal); at >= 0; at = text.IndexOf(old, from, StringComparison.Ordinal))
        {
            Append(result, text.AsSpan(from, at - from), call.Position);
            Append(result, replacement, call.Position);
            from = at + old.Length;
        }

        Append(result, text.AsSpan(from), call.Position);
        return call.Result(result.ToString());
    }

    /// <summary><c>{0}</c> is the argument after the text; <c>{{</c> and <c>}}</c> are braces.</summary>
    public static JsonElement Format(ExpressionCall call)
    {
        var text = call.Text(0);
        var result = new StringBuilder();
        for (var index = 0; index < text.Length; index++)
        {
            var unit = text[index];
            if (unit is '{' or '}' && index + 1 < text.Length && text[index + 1] == unit)
            {
                Append(result, text.AsSpan(index++, 1), call.Position);
            }
            else if (unit == '{')
            {
                var end = text.IndexOf('}', index);
                var place = end < 0 ? "" : text[(index + 1)..end];
                if (!int.TryParse(place, out var number) || number < 0 || number + 1 >= call.Arguments.Count)
                {
                    throw ExpressionException.At(
                        call.Position,
                        $"format() is given {call.Arguments.Count - 1} values besides its text, and none for the brace at {index} of it. "
                        + "The first is {0}; {{ is a brace.");
                }

                Append(result, call.Text(number + 1), call.Position);
                index = end;
            }
            else
            {
                Append(result, text.AsSpan(index, 1), call.Position);
            }
        }

        return call.Result(result.ToString());
    }

    public static JsonElement Coalesce(ExpressionCall call) =>
        call.Arguments.FirstOrDefault(argument => !ExpressionValues.IsNull(argument), ExpressionValues.Null);

    public static JsonElement FromJson(ExpressionCall call)
    {
        if (ExpressionValues.IsNull(call[0]))
        {
            return ExpressionValues.Null;
        }

        try
        {
            using var document = JsonDocument.Parse(call.Text(0), new JsonDocumentOptions { MaxDepth = MaxJsonDepth });
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw ExpressionException.At(
                call.Position, $"fromJson() is given no JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }
    }

    public static JsonElement Keys(ExpressionCall call) => JsonSerializer.SerializeToElement(
        call[0].ValueKind == JsonValueKind.Object ? call[0].EnumerateObject().Select(member => member.Name).ToArray() : []);

    public static JsonElement First(ExpressionCall call) => call.List(0) is [var first, ..] ? first : ExpressionValues.Null;

    public static JsonElement Last(ExpressionCall call) => call.List(0) is [.., var last] ? last : ExpressionValues.Null;

    /// <summary>Of each element the member at a path with dots; elements of lists for themselves, and nothing for null.</summary>
    public static JsonElement Pluck(ExpressionCall call)
    {
        var found = call.List(0).AsEnumerable();
        foreach (var name in call.Text(1).Split('.'))
        {
            found = found
                .SelectMany(each => each.ValueKind == JsonValueKind.Array ? each.EnumerateArray() : (IEnumerable<JsonElement>)[each])
                .Where(each => each.ValueKind == JsonValueKind.Object && each.TryGetProperty(name, out _))
                .Select(each => each.GetProperty(name));
        }

        return JsonSerializer.SerializeToElement(found
            .SelectMany(each => each.ValueKind == JsonValueKind.Array ? each.EnumerateArray() : (IEnumerable<JsonElement>)[each])
            .Where(each => !ExpressionValues.IsNull(each)));
    }

    /// <summary>The numbers from 1 to the one given: none when that is less than 1.</summary>
    public static JsonElement Range(ExpressionCall call)
    {
        var count = call[0].GetDouble();
        return count <= MaxRange
            ? JsonSerializer.SerializeToElement(Enumerable.Range(1, Math.Max(0, (int)count)))
            : throw ExpressionException.At(call.Position, $"range() counts to {MaxRange:N0} at most.");
    }

    private static void Append(StringBuilder result, ReadOnlySpan<char> text, int position)
    {
        if (result.Length + text.Length > Expression.MaxResultBytes)
        {
            throw ExpressionValues.TooLarge(position);
        }

        result.Append(text);
    }
}
