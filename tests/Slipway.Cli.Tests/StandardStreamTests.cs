using Slipway.Cli.Tests.Samples;

namespace Slipway.Cli.Tests;

/// <summary>The real program, where its output cannot go.</summary>
public sealed class StandardStreamTests
{
    [Fact]
    public async Task Output_without_room_is_a_sentence_and_exit_code_1()
    {
        var (exitCode, output) = await ShellAsync("\"$@\" --help > /dev/full");

        Assert.Equal((1, "slipway: cannot write to standard output: No space left on device\n"), (exitCode, output));
    }

    [Fact]
    public async Task Words_without_room_do_not_change_the_exit_code()
    {
        var (exitCode, output) = await ShellAsync("\"$@\" list --data /nowhere 2> /dev/full");

        Assert.Equal((3, ""), (exitCode, output));
    }

    [Fact]
    public async Task A_pipe_whose_reader_is_gone_is_the_end_and_no_failure()
    {
        // The reader says with its end that it is gone: the program starts after it.
        var (exitCode, output) = await ShellAsync(
            "pipe=$(mktemp -u) && mkfifo \"$pipe\" && exec 3<> \"$pipe\" && exec 4> \"$pipe\" && exec 3<&- && rm \"$pipe\" "
            + "&& \"$@\" --help >&4 4>&-");

        Assert.Equal((141, ""), (exitCode, output));
    }

    [Fact]
    public async Task A_file_goes_on_where_the_program_before_ended()
    {
        var (exitCode, output) = await ShellAsync(
            "file=$(mktemp); { echo before; \"$@\" --version; echo after; } > \"$file\"; cat \"$file\"; rm \"$file\"");

        Assert.Equal(0, exitCode);
        Assert.Equal(3, output.TrimEnd().Split('\n').Length);
        Assert.EndsWith("\nafter\n", output, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output)> ShellAsync(string script) => Processes.RunAsync(
        Path.GetTempPath(), string.Empty, "sh", "-c", script, "sh", "dotnet", Path.Combine(AppContext.BaseDirectory, "slipway.dll"));
}
