using System.Text.RegularExpressions;

namespace Slipway.Cli.Contract;

/// <summary>A quality gate: a command that must end with exit code 0, or a kind that reads a report.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Command">A command line; null for kinds that do without.</param>
/// <param name="Kind">What judges; null: the command's exit code.</param>
/// <param name="Settings">What the kind wants to know.</param>
internal sealed partial record GateChoice(
    string Name, string? Command, string? Kind = null, IReadOnlyDictionary<string, string>? Settings = null)
{
    /// <summary>The host takes no more.</summary>
    public const int MaxGates = 20;

    private const string KindPrefix = "kind:";
    private const string CommandMark = "--";

    /// <summary>Reads <c>name=command</c> and <c>name=kind:KIND setting=value … [-- command]</c> texts.</summary>
    /// <exception cref="CliException">One is no such text, a name comes twice, or there are too many.</exception>
    public static IReadOnlyList<GateChoice> Parse(IReadOnlyList<string> texts)
    {
        var gates = texts.Select(ParseOne).ToList();
        if (gates.Count > MaxGates)
        {
            throw CliException.BadInput($"{gates.Count} gates are too many; at most {MaxGates}");
        }

        var twice = gates.GroupBy(gate => gate.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? gates : throw CliException.BadInput($"two gates are named '{twice.Key}'; each needs a name of its own");
    }

    private static GateChoice ParseOne(string text)
    {
        var parts = text.Split('=', 2);
        var name = parts[0].Trim();
        var isName = name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        if (parts.Length != 2 || !isName || parts[1].Trim() is not { Length: > 0 } what)
        {
            throw CliException.BadInput($"'{text}' is no gate; expected \"name=command\", such as --gate \"tests=dotnet test\"");
        }

        return what.StartsWith(KindPrefix, StringComparison.Ordinal) ? ParseKind(text, name, what) : new GateChoice(name, what);
    }

    private static GateChoice ParseKind(string text, string name, string what)
    {
        var match = KindText().Match(what);
        if (!match.Success)
        {
            throw CliException.BadInput(
                $"'{text}' is no gate; expected \"name=kind:KIND setting=value ... [-- command]\", such as "
                + "--gate \"coverage=kind:coverage file=coverage.xml min=80\"");
        }

        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < match.Groups["setting"].Captures.Count; index++)
        {
            var setting = match.Groups["setting"].Captures[index].Value;
            if (!settings.TryAdd(setting, match.Groups["value"].Captures[index].Value.Trim('"')))
            {
                throw CliException.BadInput($"the gate '{name}' has the setting '{setting}' twice");
            }
        }

        var command = match.Groups["command"].Value.Trim();
        return new GateChoice(name, command.Length == 0 ? null : command, match.Groups["kind"].Value, settings);
    }

    [GeneratedRegex(
        "^kind:(?<kind>[a-z-]+)(\\s+(?<setting>[a-zA-Z]+)=(?<value>\"[^\"]*\"|\\S+))*(\\s+" + CommandMark + "\\s+(?<command>.+))?$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KindText();
}
