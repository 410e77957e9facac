using Slipway.Core;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Tests.Processes;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("claude -p", "claude|-p")]
    [InlineData("  a \t b\n", "a|b")]
    [InlineData("a 'b c' \"d e\"", "a|b c|d e")]
    [InlineData("a ''", "a|")]
    [InlineData("a b'c'\"d\"", "a|bcd")]
    [InlineData("a \"say \\\"hi\\\" \\\\ \\n\"", "a|say \"hi\" \\ \\n")]
    [InlineData("a 'no \\ escape'", "a|no \\ escape")]
    [InlineData("a\\ b c\\\"", "a b|c\"")]
    [InlineData("a $HOME * | b", "a|$HOME|*|||b")]
    [InlineData("a trailing\\", "a|trailing\\")]
    public void Words_are_split_as_a_shell_does(string commandLine, string expected) =>
        Assert.Equal(expected, string.Join('|', CommandLine.Split(commandLine, windows: false)));

    [Theory]
    [InlineData(@"C:\tools\agent.exe -x", @"C:\tools\agent.exe|-x")]
    [InlineData(@"""C:\Program Files\a.exe"" b", @"C:\Program Files\a.exe|b")]
    [InlineData(@"a \""b", @"a|""b")]
    public void Backslashes_are_part_of_paths_on_Windows(string commandLine, string expected) =>
        Assert.Equal(expected, string.Join('|', CommandLine.Split(commandLine, windows: true)));

    [Theory]
    [InlineData("", "empty")]
    [InlineData("   ", "empty")]
    [InlineData("'' a", "empty")]
    [InlineData("a 'b", "opening ' at character 3")]
    [InlineData("a \"b", "opening \" at character 3")]
    [InlineData("a\0b", "NUL")]
    public void What_is_no_command_line_is_refused_with_the_reason(string commandLine, string reason)
    {
        var exception = Assert.Throws<SlipwayException>(() => CommandLine.Split(commandLine));

        Assert.Equal(ErrorCodes.InvalidRequest, exception.Code);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_line_has_a_limit() =>
        Assert.Throws<SlipwayException>(() => CommandLine.Split(new string('a', CommandLine.MaximumLength + 1)));
}
