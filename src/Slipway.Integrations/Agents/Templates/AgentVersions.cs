using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Slipway.Core;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Agents.Templates;

/// <summary>Asks programs for their version, and chooses the definition that is for it. Thread-safe.</summary>
/// <remarks>An answer is kept for ten minutes, so that an update is noticed and fifty agents ask once.</remarks>
internal sealed class AgentVersions(ProcessRunner runner, TimeProvider time)
{
    private const int TailBytes = 4096;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PatternTimeLimit = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Command, string Pattern), (DateTimeOffset Until, Task<string> Answer)> _known = new();

    /// <summary>Chooses among the definitions of an agent.</summary>
    /// <returns>The first that is for the installed version, and the version; none when it was not asked for.</returns>
    /// <exception cref="SlipwayException">No definition is for the installed version, or it cannot be told
    /// (<see cref="ErrorCodes.AgentNotAvailable"/>).</exception>
    internal async Task<(AgentDefinition Definition, string? Version)> ChooseAsync(
        string name, IReadOnlyList<AgentDefinition> definitions, CancellationToken cancellationToken)
    {
        string? version = null;
        foreach (var definition in definitions)
        {
            if (definition.VersionCommand is not { } command)
            {
                return (definition, version);
            }

            version = await AskAsync(name, command, definition.VersionPattern).WaitAsync(cancellationToken);
            if (definition.Versions is not { } range || VersionRange.Parse(range)!.Contains(VersionRange.ReadVersion(version)!))
            {
                return (definition, version);
            }
        }

        var supported = string.Join(" or ", definitions.Select(definition => definition.Versions));
        throw NotAvailable(
            $"Agent not available: {name}. Version {version} is installed; supported are {supported}. Install one of these, or define how "
            + $"to run yours with Slipway:Agents:{name}:Command.");
    }

    private Task<string> AskAsync(string name, string command, string pattern)
    {
        var now = time.GetUtcNow();
        var found = _known.AddOrUpdate(
            (command, pattern),
            key => (now + Fresh, RunAsync(name, key.Command, key.Pattern)),
            (key, old) => now < old.Until && !old.Answer.IsFaulted ? old : (now + Fresh, RunAsync(name, key.Command, key.Pattern)));
        return found.Answer;
    }

    private async Task<string> RunAsync(string name, string command, string pattern)
    {
        var words = CommandLine.Split(command);
        using var result = await runner.RunAsync(
            new ProcessRequest(words[0], [.. words.Skip(1)], Path.GetTempPath())
            {
                Environment = CleanEnvironment.Build([], null), TimeLimit = TimeLimit, TailBytes = TailBytes,
            },
            CancellationToken.None);
        var printed = result.Output.Text(TailBytes);
        var found = Regex.Match(printed, pattern, RegexOptions.NonBacktracking, PatternTimeLimit).Groups[1].Value;
        if (result is { Ending: ProcessEnding.Exited, ExitCode: 0 } && VersionRange.ReadVersion(found) is not null)
        {
            return found;
        }

        var said = OutputText.LastLines(printed + '\n' + result.Error.Text(TailBytes), 3);
        throw NotAvailable($"Agent not available: {name}. '{command}' does not tell its version. "
            + (result.StartFailure ?? (said.Length > 0 ? $"It printed: {said}" : "It printed nothing.")));
    }

    private static SlipwayException NotAvailable(string message) => new(ErrorCodes.AgentNotAvailable, message);
}
