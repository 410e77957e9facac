using FsCheck;
using FsCheck.Fluent;
using Slipway.Core.Security;

namespace Slipway.Core.Tests.Security;

public class SanitiserTests
{
    private static readonly Gen<(string Text, int MaxLength)> Cuts =
        from text in Property.HostileText.Generator
        from maxLength in Gen.Choose(0, 40)
        select (text, maxLength);

    [Fact]
    public void Nothing_is_left_that_controls_a_terminal_or_breaks_an_encoder() => Property.Holds(Property.HostileText, text =>
    {
        var clean = Sanitiser.Text(text);
        return Property.IsWellFormed(clean)
            && !clean.Any(unit => char.IsControl(unit) && unit is not '\n' and not '\t')
            && !clean.Any(unit => unit is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'));
    });

    [Fact]
    public void Clean_text_stays_as_it_is() =>
        Property.Holds(Property.HostileText, text => Sanitiser.Text(text) is var clean && Sanitiser.Text(clean) == clean);

    [Fact]
    public void A_cut_is_never_longer_than_asked_for_and_never_splits_a_character() => Property.Holds(Cuts, cut =>
    {
        var (text, line, tail) =
            (Sanitiser.Text(cut.Text, cut.MaxLength), Sanitiser.Line(cut.Text, cut.MaxLength), Sanitiser.Tail(cut.Text, cut.MaxLength));
        return text.Length <= cut.MaxLength && Property.IsWellFormed(text)
            && line.Length <= cut.MaxLength && Property.IsWellFormed(line) && !line.Contains('\n')
            && tail.Length <= cut.MaxLength && Property.IsWellFormed(tail);
    });

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\r\nb\rc\n", "a\nb\nc\n")]
    [InlineData("a\0b\u0007c\u007fd\u009be", "abcde")]
    [InlineData("tab\tstays", "tab\tstays")]
    [InlineData("\e[31;1mred\e[0m", "red")]
    [InlineData("\e[38:2:1:2:3mtrue colour", "true colour")]
    [InlineData("\e]0;window title\adone", "done")]
    [InlineData("\e]8;;http://x\e\\link\e]8;;\e\\", "link")]
    [InlineData("\e]cut\e[1mbold", "bold")]
    [InlineData("\e(Bplain\e7\e8", "plain")]
    [InlineData("\e", "")]
    [InlineData("\e[31", "[31")]
    [InlineData("\e]no end", "]no end")]
    [InlineData("\e]no end\nnext", "]no end\nnext")]
    [InlineData("\e(", "(")]
    [InlineData("\eé", "é")]
    [InlineData("user\u202etxt.exe", "usertxt.exe")]
    [InlineData("😀 é e\u0301 \u200d", "😀 é e\u0301 \u200d")]
    public void Text_loses_only_what_is_not_text(string text, string clean) => Assert.Equal(clean, Sanitiser.Text(text));

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character()
    {
        Assert.Equal("a\ufffdb", Sanitiser.Text("a\ud83db"));
        Assert.Equal("\ufffd", Sanitiser.Text("\ude00"));
    }

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 5, "abcd…")]
    [InlineData("abcdef", 1, "…")]
    [InlineData("abcdef", 0, "")]
    [InlineData("ab😀", 4, "ab😀")]
    [InlineData("ab😀", 3, "ab…")]
    [InlineData("a😀b", 3, "a…")]
    [InlineData("😀", 1, "")]
    [InlineData("abc\0\0", 3, "abc")]
    public void What_is_too_long_is_cut_at_the_end(string text, int maxLength, string cut) =>
        Assert.Equal(cut, Sanitiser.Text(text, maxLength));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 3, "…ef")]
    [InlineData("a😀b", 3, "…b")]
    [InlineData("abcdef", 1, "…")]
    [InlineData("abcdef", 0, "")]
    public void A_tail_is_cut_at_the_beginning(string text, int maxLength, string cut) =>
        Assert.Equal(cut, Sanitiser.Tail(text, maxLength));

    [Fact]
    public void A_line_has_single_spaces_and_at_most_200_characters()
    {
        Assert.Equal("a b c", Sanitiser.Line("  a\t\tb\r\n\n c  "));
        Assert.Equal(200, Sanitiser.Line(new string('x', 1_000)).Length);
    }

    [Fact]
    public void Missing_text_and_negative_lengths_are_mistakes_of_the_caller()
    {
        Assert.Throws<ArgumentNullException>(() => Sanitiser.Text(null!));
        Assert.Throws<ArgumentNullException>(() => Sanitiser.Line(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sanitiser.Text("", -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sanitiser.Tail("", -1));
    }
}
