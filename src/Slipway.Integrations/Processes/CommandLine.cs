using System.Text;
using Slipway.Core;

namespace Slipway.Integrations.Processes;

/// <summary>Splits a command line into a program and its arguments, without a shell.</summary>
/// <remarks>
/// Blanks separate. <c>'…'</c> is literal. Inside <c>"…"</c> a backslash escapes <c>"</c> and <c>\</c>. Outside quotes a backslash escapes
/// the next character, except on Windows, where it is part of a path. Nothing else is special: no variables, wildcards, pipes.
/// </remarks>
internal static class CommandLine
{
    /// <summary>Longest command line, in characters.</summary>
    internal const int MaximumLength = 16 * 1024;

    /// <summary>Splits.</summary>
    /// <exception cref="SlipwayException">Empty, too long, or a quote is not closed (<see cref="ErrorCodes.InvalidRequest"/>).</exception>
    internal static IReadOnlyList<string> Split(string commandLine) => Split(commandLine, OperatingSystem.IsWindows());

    internal static IReadOnlyList<string> Split(string commandLine, bool windows)
    {
        if (commandLine.Length > MaximumLength)
        {
            throw Invalid($"The command line has {commandLine.Length} characters; at most {MaximumLength} are allowed.");
        }

        if (commandLine.Contains('\0', StringComparison.Ordinal))
        {
            throw Invalid("The command line holds a NUL character, which no program can be given. Remove it.");
        }

        var arguments = new List<string>();
        var current = new StringBuilder();
        var inArgument = false;
        var index = 0;
        while (index < commandLine.Length)
        {
            var character = commandLine[index];
            if (character is '\'' or '"')
            {
                index = ReadQuoted(commandLine, index, current);
                inArgument = true;
                continue;
            }

            if (char.IsWhiteSpace(character))
            {
                Flush();
            }
            else
            {
                var escapes = character == '\\' && index + 1 < commandLine.Length && (!windows || commandLine[index + 1] == '"');
                index += escapes ? 1 : 0;
                current.Append(commandLine[index]);
                inArgument = true;
            }

            index++;
        }

        Flush();
        return arguments.Count > 0 && arguments[0].Length > 0
            ? arguments
            : throw Invalid("The command line is empty. Give a program and its arguments, such as: claude -p");

        void Flush()
        {
            if (inArgument)
            {
                arguments.Add(current.ToString());
            }

            current.Clear();
            inArgument = false;
        }
    }

    /// <summary>Appends what stands between the quotes, and returns the index behind the closing one.</summary>
    private static int ReadQuoted(string commandLine, int opening, StringBuilder current)
    {
        var quote = commandLine[opening];
        for (var index = opening + 1; index < commandLine.Length; index++)
        {
            var character = commandLine[index];
            if (character == quote)
            {
                return index + 1;
            }

            var next = index + 1 < commandLine.Length ? commandLine[index + 1] : '\0';
            if (quote == '"' && character == '\\' && (next is '"' or '\\'))
            {
                index++;
            }

            current.Append(commandLine[index]);
        }

        throw Invalid(
            $"The command line has an opening {quote} at character {opening + 1} and no closing one. "
            + "Close it, or escape it with a backslash.");
    }

    private static SlipwayException Invalid(string message) => new(ErrorCodes.InvalidRequest, message);
}
