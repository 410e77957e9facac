using System.Globalization;
using System.Text;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Agents;

/// <summary>One start of an agent: its words, what goes to its standard input, and the file that holds its prompt.</summary>
internal sealed class AgentInvocation : IDisposable
{
    private const string Prompt = "{prompt}";
    private const string PromptFile = "{promptFile}";

    // One argument may have 128 KiB on Linux (MAX_ARG_STRLEN), and all of them 32 Ki characters on Windows.
    private static readonly int LongestArgumentBytes = OperatingSystem.IsWindows() ? 24 * 1024 : 120 * 1024;

    private readonly string? _file;

    private AgentInvocation(IReadOnlyList<string> words, ReadOnlyMemory<byte>? input, string? file)
    {
        Words = words;
        Input = input;
        _file = file;
    }

    internal IReadOnlyList<string> Words { get; }

    internal ReadOnlyMemory<byte>? Input { get; }

    /// <summary>Writes the command line of a task.</summary>
    /// <param name="definition">The agent.</param>
    /// <param name="task">What to do.</param>
    /// <param name="session">Its session's id.</param>
    /// <param name="resume">Whether the session is there already.</param>
    /// <param name="temporaryDirectory">Where the prompt's file goes, when it needs one.</param>
    /// <exception cref="SlipwayException">The prompt does not fit (<see cref="ErrorCodes.InvalidRequest"/>).</exception>
    internal static AgentInvocation Of(
        AgentDefinition definition, AgentTask task, string session, bool resume, string temporaryDirectory)
    {
        var words = CommandLine.Split(string.Join(' ', Parts(definition, task, resume)));
        var prompt = task.Prompt.Replace('\0', ' ');
        var inArgument = words.Any(word => word.Contains(Prompt, StringComparison.Ordinal));
        if (inArgument && Encoding.UTF8.GetByteCount(prompt) is > 0 and var bytes && bytes > LongestArgumentBytes)
        {
            throw new SlipwayException(
                ErrorCodes.InvalidRequest,
                $"The prompt has {bytes} bytes, more than an argument can hold ({LongestArgumentBytes}). "
                + $"Use a command with {PromptFile}, or without {Prompt}, so that the prompt goes to standard input.");
        }

        var file = words.Any(word => word.Contains(PromptFile, StringComparison.Ordinal)) ? WriteFile(temporaryDirectory, prompt) : null;
        return new AgentInvocation(
            [.. words.Select(Fill)], inArgument || file is not null ? null : Encoding.UTF8.GetBytes(task.Prompt), file);

        // The prompt comes last: what it holds is nobody's placeholder.
        string Fill(string word) => word
            .Replace("{session}", session, StringComparison.Ordinal)
            .Replace("{directory}", task.WorkingDirectory, StringComparison.Ordinal)
            .Replace("{costUsd}", task.Budget?.CostUsd?.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{turns}", task.Budget?.Turns?.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace(PromptFile, file, StringComparison.Ordinal)
            .Replace(Prompt, prompt, StringComparison.Ordinal);
    }

    /// <summary>Removes the prompt's file.</summary>
    public void Dispose()
    {
        if (_file is not null)
        {
            File.Delete(_file);
        }
    }

    private static IEnumerable<string> Parts(AgentDefinition definition, AgentTask task, bool resume)
    {
        yield return resume ? definition.Resume! : definition.Command;
        if (!resume && definition.SessionArguments is { } session)
        {
            yield return session;
        }

        if (task.Budget?.CostUsd is not null && definition.CostArguments is { } cost)
        {
            yield return cost;
        }

        if (task.Budget?.Turns is not null && definition.TurnArguments is { } turns)
        {
            yield return turns;
        }
    }

    private static string WriteFile(string directory, string prompt)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, Path.GetRandomFileName() + ".prompt.md");
        using var stream = PrivateFile.Create(path, FileAccess.Write, FileShare.Read, bufferSize: 4096, FileOptions.None);
        stream.Write(Encoding.UTF8.GetBytes(prompt));
        return path;
    }
}
