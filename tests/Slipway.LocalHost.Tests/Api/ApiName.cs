using System.Text.RegularExpressions;

namespace Slipway.LocalHost.Tests.Api;

/// <summary>What a line of a listing is about: a type, or a member of one.</summary>
/// <param name="Line">The line.</param>
/// <param name="Type">The type's full name.</param>
/// <param name="Member">The member's, <c>ctor</c> for constructors; null when the line is the type's own.</param>
internal sealed partial record ApiName(string Line, string Type, string? Member)
{
    public static ApiName Of(string line)
    {
        var name = Head().Match(line).Value;
        if (IsType().IsMatch(line))
        {
            return new ApiName(line, name, Member: null);
        }

        if (name.EndsWith("..ctor", StringComparison.Ordinal))
        {
            return new ApiName(line, name[..^"..ctor".Length], "ctor");
        }

        name = GenericArguments().Replace(name, string.Empty);
        var dot = name.LastIndexOf('.');
        return new ApiName(line, name[..dot], name[(dot + 1)..]);
    }

    /// <summary>Whether a name that is written for people means it: a type's, <c>Type.Member</c>, or <c>Namespace.*</c>.</summary>
    public bool IsMeantBy(string written)
    {
        if (written.EndsWith(".*", StringComparison.Ordinal))
        {
            return Type.StartsWith(written[..^1], StringComparison.Ordinal);
        }

        return IsEnd(Type, written) || (Member is not null && IsEnd($"{Type}.{Member}", written));
    }

    private static bool IsEnd(string name, string end) => name == end || name.EndsWith("." + end, StringComparison.Ordinal);

    [GeneratedRegex(@"^(?:[^<>( ]|<[^<>]*>)+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Head();

    [GeneratedRegex(
        @" -- (?:public|protected)(?: internal)?(?: static| abstract| sealed| readonly| record)* "
            + @"(?:class|struct|interface|enum|delegate)\b(?! member)",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsType();

    // Of a method; a type's stay, for there may be one of the same name without.
    [GeneratedRegex(@"<[^<>]*>$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GenericArguments();
}
