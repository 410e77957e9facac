namespace Slipway.Cli.Contract;

/// <summary>A quality gate: a command that must end with exit code 0.</summary>
internal sealed record GateChoice(string Name, string Command)
{
    /// <summary>The host takes no more.</summary>
    public const int MaxGates = 20;

    /// <summary>Reads <c>name=command</c> texts.</summary>
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
        return parts.Length == 2 && isName && parts[1].Trim().Length > 0
            ? new GateChoice(name, parts[1].Trim())
            : throw CliException.BadInput($"'{text}' is no gate; expected \"name=command\", such as --gate \"tests=dotnet test\"");
    }
}
