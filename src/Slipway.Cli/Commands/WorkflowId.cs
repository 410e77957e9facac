using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary>The argument that names a workflow.</summary>
internal static class WorkflowId
{
    private const int MaxLength = 200;

    /// <summary>Makes the argument.</summary>
    public static Argument<string> Argument() => new("ID") { Description = "The workflow's id, as `slipway list` shows it." };

    /// <summary>Its value.</summary>
    /// <exception cref="CliException">It cannot be an id.</exception>
    public static string Read(ParseResult input, Argument<string> argument) => Read(input.GetValue(argument)!);

    /// <summary>The text as an id.</summary>
    /// <exception cref="CliException">It cannot be an id.</exception>
    public static string Read(string text)
    {
        var id = text.Trim();
        var isId = id.Trim('.').Length > 0 && id.Length <= MaxLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        return isId
            ? id
            : throw CliException.BadInput(
                $"'{Display.SafeText.Line(id, 60)}' is no workflow id; expected one like wf-3f9c (see `slipway list`)");
    }
}
