using System.Text.RegularExpressions;
using Slipway.Core;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Agents.Templates;

/// <summary>Says what is wrong in an agent's definition, and what would be right.</summary>
internal static class AgentDefinitionCheck
{
    internal const string UnknownCapability = "Capabilities must be of plan, code and fix.";

    private const int MostEntries = 100;

    /// <summary>Finds what is wrong.</summary>
    /// <param name="place">Where it stands, such as <c>Slipway:Agents</c>.</param>
    /// <param name="agent">The agent's name.</param>
    /// <param name="definition">The definition.</param>
    internal static IEnumerable<string> Problems(string place, string agent, AgentDefinition definition)
    {
        var name = IntegrationOptionsValidator.Shorten(agent);
        if (agent.Length is 0 or > 64
            || agent.Any(character => !char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_' or '.')))
        {
            yield return $"{place} holds the name '{name}'; use 1 to 64 letters, digits, '-', '_' and '.'.";
        }

        if (definition.Endpoint is not null)
        {
            foreach (var problem in AgentEndpointCheck.Problems(definition))
            {
                yield return $"{place}:{name}:{problem}";
            }

            yield break;
        }

        foreach (var (field, command) in CommandLines(definition))
        {
            if (CommandProblem(command) is { } problem)
            {
                yield return $"{place}:{name}:{field}: {problem}";
            }
        }

        foreach (var variable in definition.Environment.Concat(definition.Variables.Keys).Where(IntegrationOptionsValidator.IsNoName))
        {
            yield return $"{place}:{name}:Environment holds '{IntegrationOptionsValidator.Shorten(variable)}'; "
                + "give the variable's name only, without a value.";
        }

        foreach (var problem in ValueProblems(definition))
        {
            yield return $"{place}:{name}:{problem}";
        }
    }

    internal static bool HasUnknownCapability(AgentDefinition definition) =>
        definition.Capabilities.Any(capability => !Enum.IsDefined(capability));

    private static IEnumerable<(string Field, string Command)> CommandLines(AgentDefinition definition)
    {
        (string, string?)[] all =
        [
            (nameof(definition.Command), definition.Command),
            (nameof(definition.Resume), definition.Resume),
            (nameof(definition.SessionArguments), definition.SessionArguments),
            (nameof(definition.CostArguments), definition.CostArguments),
            (nameof(definition.TurnArguments), definition.TurnArguments),
            (nameof(definition.VersionCommand), definition.VersionCommand),
        ];
        return all.Where(line => line.Item2 is not null).Select(line => (line.Item1, line.Item2!));
    }

    private static IEnumerable<string> ValueProblems(AgentDefinition definition)
    {
        (string Field, string? Value, string Placeholder)[] placeholders =
        [
            (nameof(definition.Resume), definition.Resume, "{session}"),
            (nameof(definition.SessionArguments), definition.SessionArguments, "{session}"),
            (nameof(definition.CostArguments), definition.CostArguments, "{costUsd}"),
            (nameof(definition.TurnArguments), definition.TurnArguments, "{turns}"),
        ];
        foreach (var (field, value, placeholder) in placeholders)
        {
            if (value is not null && !value.Contains(placeholder, StringComparison.Ordinal))
            {
                yield return $"{field} is '{value}'; it must say where {placeholder} goes.";
            }
        }

        if (definition.Versions is { } versions && VersionRange.Parse(versions) is null)
        {
            yield return $"Versions is '{versions}'; give conditions such as '>=2.1 <3'.";
        }

        if (definition.Versions is not null && definition.VersionCommand is null)
        {
            yield return "Versions needs a VersionCommand, such as 'my-agent --version'.";
        }

        if (!IsPattern(definition.VersionPattern))
        {
            yield return $"VersionPattern is '{definition.VersionPattern}'; give a regular expression with one group, the version, and "
                + "without look-around and back-references.";
        }

        if (definition.TokenVariable is not null)
        {
            yield return "TokenVariable needs an Endpoint, to which the token is sent; a command gets the variables named in Environment.";
        }

        if (HasUnknownCapability(definition))
        {
            yield return UnknownCapability;
        }

        if (definition.ExitCodes.Keys.FirstOrDefault(code => !byte.TryParse(code, out _)) is { } wrong)
        {
            yield return $"ExitCodes holds '{wrong}'; an exit code is a number from 0 to 255.";
        }

        if (definition.ExitCodes.Count + definition.Failures.Count > MostEntries || definition.Failures.Keys.Any(string.IsNullOrEmpty))
        {
            yield return $"Failures must hold texts that are not empty, and at most {MostEntries} with ExitCodes.";
        }
    }

    private static bool IsPattern(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking, TimeSpan.FromSeconds(1)).GetGroupNumbers().Length > 1;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static string? CommandProblem(string command)
    {
        try
        {
            CommandLine.Split(command);
            return null;
        }
        catch (SlipwayException exception)
        {
            return exception.Message;
        }
    }
}
