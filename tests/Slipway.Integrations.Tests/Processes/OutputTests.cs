using System.Text;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Tests.Processes;

public sealed class OutputTests
{
    [Theory]
    [InlineData("plain\ttext\n", "plain\ttext\n")]
    [InlineData("\u001b[1;31mred\u001b[0m", "red")]
    [InlineData("\u001b]0;title\u0007text", "text")]
    [InlineData("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("\u001b(Btext\u001b=", "text")]
    [InlineData("a\r\nb\rc", "a\nb\nc")]
    [InlineData("a\0b\u0001c\u009fd\u007fe", "abcde")]
    public void Terminal_sequences_and_control_characters_are_dropped(string text, string expected) =>
        Assert.Equal(expected, OutputText.Clean(text));

    [Fact]
    public void The_end_is_kept_and_no_character_is_cut_in_half()
    {
        Assert.Equal("€€", OutputText.CutToEnd("€€€", 8));
        Assert.Equal("😀", OutputText.CutToEnd("😀😀", 7));
        Assert.Equal("abc", OutputText.CutToEnd("abc", 3));
        Assert.Equal("b\uD800", OutputText.CutToEnd("ab\uD800", 4));
    }

    [Fact]
    public void A_tail_that_begins_inside_a_character_begins_with_the_next_one() =>
        Assert.Equal("b", OutputText.Tail(Encoding.UTF8.GetBytes("€b").AsSpan(1), startCut: true, 100));

    [Fact]
    public void A_tail_holds_the_last_bytes_however_they_came()
    {
        var expected = new List<byte>();
        var random = new Random(42);
        var tail = new TailBuffer(10_000);
        for (var round = 0; round < 500; round++)
        {
            var chunk = new byte[random.Next(0, round % 50 == 0 ? 25_000 : 300)];
            random.NextBytes(chunk);
            tail.Append(chunk);
            expected.AddRange(chunk);

            Assert.True(expected.TakeLast(10_000).SequenceEqual(tail.ToArray()));
        }

        Assert.True(tail.Truncated);
        Assert.Equal(expected.Count, tail.TotalBytes);
    }

    [Fact]
    public void A_tail_without_room_only_counts()
    {
        var tail = new TailBuffer(0);

        tail.Append(new byte[7]);

        Assert.Equal(7, tail.TotalBytes);
        Assert.Empty(tail.ToArray());
    }

    [Fact]
    public void A_log_keeps_its_beginning_and_its_end()
    {
        using var home = new TestHome();
        using var log = new CappedLog(home.Directory, 4000);
        log.Append(OutputStream.Output, "begin\n"u8);
        for (var line = 0; line < 10_000; line++)
        {
            log.Append(OutputStream.Output, Encoding.ASCII.GetBytes($"line {line}\n"));
        }

        log.Append(OutputStream.Error, "end\n"u8);
        var text = new StreamReader(log.Finish()).ReadToEnd();

        Assert.StartsWith("--- stdout ---\nbegin\n", text, StringComparison.Ordinal);
        Assert.EndsWith("line 9999\n--- stderr ---\nend\n", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 3900, 4100);
    }
}
