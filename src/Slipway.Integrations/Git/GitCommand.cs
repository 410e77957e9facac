using System.Text;
using System.Text.RegularExpressions;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Git;

/// <summary>
/// Runs <c>git</c>: without prompts, hooks, pagers, editors, signatures or background work, in English, within a time limit.
/// </summary>
/// <remarks>
/// Hooks are off because a workflow's commits are the engine's, judged by gates, and because an agent can write hooks. Git processes carry
/// no workflow's mark: what a dead host left running may finish its work, which is safer than stopping it in the middle.
/// </remarks>
/// <param name="runner">Runs it.</param>
/// <param name="timeLimit">Longest run.</param>
/// <param name="time">The clock.</param>
/// <param name="signIn">Gives the variables that let a command in at a remote of an address. Unset, or where it gives none: Git's own
/// credentials do.</param>
internal sealed partial class GitCommand(
    ProcessRunner runner, TimeSpan timeLimit, TimeProvider time,
    Func<string, CancellationToken, Task<IReadOnlyDictionary<string, string>?>>? signIn = null)
{
    private const int MaximumOutputBytes = 32 * 1024 * 1024;
    private const int MaximumTries = 10;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(30);

    // Some of them wait for the disk; more at once than that only take each other's time, and the host's.
    private static readonly SemaphoreSlim Places = new(4 * Environment.ProcessorCount);

    // They mostly wait for a remote, and that one which is slow must hold up nothing else.
    private static readonly string[] TalksToRemote = ["fetch", "ls-remote", "push"];

    private static readonly string[] Settings =
    [
        $"core.hooksPath={(OperatingSystem.IsWindows() ? "NUL" : "/dev/null")}", "core.fsmonitor=false", "core.quotePath=false",
        "color.ui=false", "commit.gpgSign=false", "tag.gpgSign=false", "push.gpgSign=false", "gc.auto=0", "maintenance.auto=false",
        "rerere.enabled=false", "submodule.recurse=false", "log.showSignature=false", "protocol.ext.allow=never",
        "i18n.commitEncoding=UTF-8",
    ];

    private static readonly string[] PassThrough =
        ["SSH_AUTH_SOCK", "SSH_AGENT_PID", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"];

    /// <summary>Runs a command that must succeed, and returns its output.</summary>
    /// <exception cref="SlipwayException">It failed (<see cref="ErrorCodes.GitFailed"/>).</exception>
    internal async Task<string> RunAsync(
        string directory, IReadOnlyList<string> arguments, CancellationToken cancellationToken, GitContext? context = null)
    {
        var result = await TryAsync(directory, arguments, cancellationToken, context);
        return result.Succeeded ? result.Output : throw Failed(arguments, result);
    }

    /// <summary>Runs a command that may fail.</summary>
    /// <remarks>Git fails when it looks at a worktree that another process is just making or removing; it then gets another try.</remarks>
    /// <exception cref="SlipwayException">It could not be started, or took too long (<see cref="ErrorCodes.GitFailed"/>).</exception>
    internal async Task<GitResult> TryAsync(
        string directory, IReadOnlyList<string> arguments, CancellationToken cancellationToken, GitContext? context = null)
    {
        context = await SignedInAsync(directory, arguments, context, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var result = await RunOnceAsync(directory, arguments, context, cancellationToken);
            if (result.Succeeded || attempt == MaximumTries || !HalfMadeWorktree().IsMatch(result.Error))
            {
                return result;
            }

            await Task.Delay(RetryDelay, time, cancellationToken);
        }
    }

    /// <summary>Adds what lets a command in that talks to a remote.</summary>
    private async Task<GitContext?> SignedInAsync(
        string directory, IReadOnlyList<string> arguments, GitContext? context, CancellationToken cancellationToken)
    {
        if (signIn is null || !TalksToRemote.Contains(arguments[0], StringComparer.Ordinal))
        {
            return context;
        }

        var remote = arguments.SkipWhile(argument => argument != "--").ElementAt(1);
        var address = await RunOnceAsync(directory, ["ls-remote", "--get-url", remote], context: null, cancellationToken);
        return address.Succeeded && await signIn(address.Output, cancellationToken) is { } variables
            ? (context ?? new GitContext()) with
            {
                Variables = new Dictionary<string, string>((context?.Variables ?? new Dictionary<string, string>()).Concat(variables)),
            }
            : context;
    }

    private async Task<GitResult> RunOnceAsync(
        string directory, IReadOnlyList<string> arguments, GitContext? context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = new ProcessRequest("git", [.. Settings.SelectMany(setting => new[] { "-c", setting }), .. arguments], directory)
        {
            Environment = CleanEnvironment.Build(PassThrough, Variables(context)),
            Input = context?.Input is { } input ? Encoding.UTF8.GetBytes(input) : null,
            TimeLimit = timeLimit,
            TailBytes = MaximumOutputBytes,
        };
        using var result = await RunInPlaceAsync(arguments[0], request, cancellationToken);
        if (result.Ending == ProcessEnding.Cancelled)
        {
            throw new OperationCanceledException(cancellationToken);
        }

        if (result.Ending != ProcessEnding.Exited)
        {
            throw NotRun(arguments, result);
        }

        if (result.Output.Truncated && context is not { TakesEnd: true })
        {
            throw new SlipwayException(ErrorCodes.GitFailed, $"git {arguments[0]} printed more than {MaximumOutputBytes} bytes.");
        }

        var output = Encoding.UTF8.GetString(result.Output.Bytes);
        var error = Redact(OutputText.LastLines(result.Error.Text(8192), 8));
        return new GitResult(result.ExitCode ?? -1, output.EndsWith('\n') ? output[..^1] : output, error);
    }

    private async Task<ProcessResult> RunInPlaceAsync(string command, ProcessRequest request, CancellationToken cancellationToken)
    {
        if (TalksToRemote.Contains(command, StringComparer.Ordinal))
        {
            return await runner.RunAsync(request, cancellationToken);
        }

        await Places.WaitAsync(cancellationToken);
        try
        {
            return await runner.RunAsync(request, cancellationToken);
        }
        finally
        {
            Places.Release();
        }
    }

    /// <summary>The exception for a command that failed, with Git's own last words.</summary>
    internal static SlipwayException Failed(IReadOnlyList<string> arguments, GitResult result)
    {
        var words = result.Error.Length > 0 ? result.Error : OutputText.LastLines(Redact(OutputText.Clean(result.Output)), 4);
        return new SlipwayException(
            ErrorCodes.GitFailed,
            $"git {arguments[0]} failed with exit code {result.ExitCode}: {(words.Length > 0 ? words : "it said nothing.")}",
            MayPass().IsMatch(words) ? ErrorCategory.Transient : ErrorCategory.Configuration);
    }

    /// <summary>Hides user names and passwords in addresses.</summary>
    internal static string Redact(string text) => Credentials().Replace(text, "://***@");

    private SlipwayException NotRun(IReadOnlyList<string> arguments, ProcessResult result) => result.Ending == ProcessEnding.NotStarted
        ? new SlipwayException(ErrorCodes.GitFailed, $"git {arguments[0]} could not be run. {result.StartFailure}")
        : new SlipwayException(
            ErrorCodes.GitFailed,
            $"git {arguments[0]} took longer than {Durations.Words(timeLimit)} and was ended. "
            + "Make sure that the remote answers without asking for a password, or raise Slipway:GitTimeLimit.",
            ErrorCategory.Timeout);

    private Dictionary<string, string> Variables(GitContext? context)
    {
        var now = time.GetLocalNow();
        var date = $"@{now.ToUnixTimeSeconds()} {(now.Offset < TimeSpan.Zero ? '-' : '+')}{now.Offset:hhmm}";
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_PAGER"] = "cat",
            ["GIT_EDITOR"] = "true",
            ["GIT_OPTIONAL_LOCKS"] = "0",
            ["GIT_AUTHOR_DATE"] = date,
            ["GIT_COMMITTER_DATE"] = date,
            ["LC_ALL"] = "C",
            ["LANGUAGE"] = "C",
        };
        foreach (var (name, value) in context?.Variables ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        return variables;
    }

    [GeneratedRegex(@"://[^/\s@]+@", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Credentials();

    [GeneratedRegex(
        @"failed to read .*worktrees.*commondir|worktrees.*: No such file", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HalfMadeWorktree();

    [GeneratedRegex(
        @"\.lock|cannot lock ref|another git process|Could not resolve host|Connection|timed out|unable to access|early EOF|hung up"
        + @"|HTTP 5\d\d|No space left",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MayPass();
}
