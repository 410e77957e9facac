using System.ComponentModel;
using System.Diagnostics;

namespace Slipway.Cli.Demo;

/// <summary>Runs <c>git</c> in one folder.</summary>
internal sealed class GitCommand(string folder)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Runs one command to its end.</summary>
    /// <exception cref="CliException">Git is missing, fails, or takes more than a minute.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        using var process = Start(arguments);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? await output
                : throw CliException.BadInput($"git {arguments[0]} failed in {folder}: {Display.SafeText.Line(await error, 400)}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw CliException.BadInput($"git {arguments[0]} did not end within {Limit.TotalSeconds} s in {folder}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // Set by hooks and by some tools; either would make Git work on another repository than this folder's.
        start.Environment.Remove("GIT_DIR");
        start.Environment.Remove("GIT_WORK_TREE");
        start.Environment.Remove("GIT_INDEX_FILE");
        try
        {
            return Process.Start(start) ?? throw CliException.BadInput("git did not start");
        }
        catch (Win32Exception missing)
        {
            throw CliException.BadInput($"cannot run git ({missing.Message}): install Git 2.20 or later and put it on the PATH");
        }
    }
}
