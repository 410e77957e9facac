using Slipway.Cli.Display;

namespace Slipway.Cli.Tests.Display;

public sealed class TextTests
{
    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(-5, "0 ms")]
    [InlineData(850, "850 ms")]
    [InlineData(999.6, "1.0 s")]
    [InlineData(12_345, "12.3 s")]
    [InlineData(59_960, "1 min 00 s")]
    [InlineData(245_000, "4 min 05 s")]
    [InlineData(11_220_000, "3 h 07 min")]
    [InlineData(190_800_000, "2 d 5 h")]
    [InlineData(double.MaxValue, "36500 d 0 h")]
    public void A_duration_has_the_unit_that_fits(double milliseconds, string words) =>
        Assert.Equal(words, Durations.FormatMs(milliseconds));

    [Theory]
    [InlineData(null, 10, "")]
    [InlineData("short", 10, "short")]
    [InlineData("exactly 10", 10, "exactly 10")]
    [InlineData("a little longer", 10, "a littl...")]
    [InlineData("  many \n lines\t ", 40, "many lines")]
    [InlineData("\u001b]0;title\u0007", 40, "]0;title")]
    public void A_line_is_clean_and_bounded(string? text, int maxLength, string line) => Assert.Equal(line, SafeText.Line(text, maxLength));

    [Fact]
    public void A_surrogate_pair_is_never_cut()
    {
        for (var length = 4; length < 12; length++)
        {
            var line = SafeText.Line(string.Concat(Enumerable.Repeat("😀", 20)), length);

            Assert.True(line.Length <= length);
            Assert.DoesNotContain(line.EnumerateRunes(), rune => rune == System.Text.Rune.ReplacementChar);
        }
    }
}
