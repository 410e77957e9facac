using System.Text.Json;
using System.Text.RegularExpressions;

namespace Slipway.Core.Definitions.Reading;

/// <summary>What a value must be. The reader and the JSON Schema both go by it.</summary>
/// <param name="Meaning">For people: <c>a whole number from 1 to 20</c>.</param>
internal abstract record ValueSpec(string Meaning)
{
    /// <summary>A text; a number or a truth value stands for the text it is written as.</summary>
    internal sealed record Text(string Meaning, int MaxLength, string? Pattern = null) : ValueSpec(Meaning)
    {
        private readonly Regex? _pattern =
            Pattern is null ? null : new Regex(Pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

        public bool Matches(string text) =>
            text.Length <= MaxLength && (_pattern is null || (_pattern.IsMatch(text) && !text.EndsWith('\n')));
    }

    internal sealed record Boolean() : ValueSpec("true or false");

    internal sealed record Integer(int Min, int Max) : ValueSpec($"a whole number from {Min} to {Max}");

    internal sealed record Number(double Min, double Max) : ValueSpec($"a number from {Min} to {Max}");

    /// <param name="Unit">What a plain number counts.</param>
    /// <param name="Min">The shortest.</param>
    internal sealed record Duration(TimeSpan Unit, TimeSpan Min) : ValueSpec(
        Durations.Meaning + (Unit == TimeSpan.FromMinutes(1) ? ", or a number of minutes" : ", or a number of milliseconds")
        + (Min > TimeSpan.Zero ? ", more than 0 and at most 366 days" : ", at most 366 days"));

    /// <param name="Names">The values by name.</param>
    /// <param name="Aliases">Other names that are understood.</param>
    internal sealed record Choice(IReadOnlyDictionary<string, object> Names, IReadOnlyDictionary<string, object> Aliases)
        : ValueSpec("one of " + string.Join(", ", Names.Keys))
    {
        public static Choice Of<T>(params IEnumerable<(string Name, object Value)> aliases)
            where T : struct, Enum => new(
            Enum.GetValues<T>().ToDictionary(value => JsonSerializer.SerializeToElement(value).GetString()!, value => (object)value),
            aliases.ToDictionary(alias => alias.Name, alias => alias.Value));
    }

    /// <summary>A list; a single value that is no list stands for a list of it.</summary>
    internal sealed record List(ValueSpec Item, int Max) : ValueSpec("a list");

    internal sealed record Map(string NamePattern, ValueSpec Value, int Max) : ValueSpec("an object")
    {
        private readonly Regex _pattern = new(NamePattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

        public bool Allows(string name) => _pattern.IsMatch(name) && !name.EndsWith('\n');
    }

    /// <param name="Spec">Its keys; a function, as steps hold steps.</param>
    internal sealed record Object(Func<ObjectSpec> Spec) : ValueSpec("an object");

    internal sealed record Any() : ValueSpec("any value");

    internal sealed record AnyObject() : ValueSpec("an object");
}
