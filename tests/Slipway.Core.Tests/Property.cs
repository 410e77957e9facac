using FsCheck;
using FsCheck.Fluent;

namespace Slipway.Core.Tests;

/// <summary>Checks a property on random values; a failure prints the shrunk value and the seed.</summary>
internal static class Property
{
    /// <summary>Strings with what strings go wrong by: controls, escapes, lone
    /// surrogates, directions, wide and combining characters.</summary>
    public static Arbitrary<string> HostileText { get; } = Arb.From(
        Gen.OneOf(
            Gen.Choose(0, char.MaxValue).Select(unit => ((char)unit).ToString()),
            Gen.Elements(
                "\e[31m", "\e]0;title\a", "\e]8;;http://x\e\\", "\e(B", "\e", "\r", "\r\n", "\n", "\t", "\0", "\ud83d", "\ude00", "😀", "é",
                "e\u0301",
                "\u202e", "\u2066", "\u0085", "\ufffd", "…", "  ", "word", "\"", "\\", "-----BEGIN RSA PRIVATE KEY-----",
                "-----END RSA PRIVATE KEY-----",
                "ghp_", "sk-", "AKIA", "eyJ", ".", "Bearer ", "Authorization: Basic ", "https://", ":", "@", "/", "aaaaaaaaaaaaaaaa",
                "0123456789ABCDEF"))
        .ListOf()
        .Select(parts => string.Concat(parts)));

    public static void Holds<T>(Arbitrary<T> values, Func<T, bool> property, int tests = 300) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(values, property));

    public static void Holds<T>(Gen<T> values, Func<T, bool> property, int tests = 300) => Holds(Arb.From(values), property, tests);

    public static bool IsWellFormed(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
            {
                index++;
            }
            else if (char.IsSurrogate(text[index]))
            {
                return false;
            }
        }

        return true;
    }
}
