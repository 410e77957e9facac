using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Cli.Display;
using Slipway.Functions;

namespace Slipway.Cli.Hosting;

/// <summary>
/// Has an app replay a recorded run: it is started with <c>LocalHost:Replay</c>, so that it does nothing else, and leaves its result in a
/// file. Slipway's own app runs in this process, another in one of its own.
/// </summary>
internal static class ReplayRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Replays a run and gives the result.</summary>
    /// <param name="file">The exported run.</param>
    /// <param name="program">The other app's program; null for Slipway's own.</param>
    /// <param name="cancellationToken">Gives up; a process that was started is ended.</param>
    /// <exception cref="CliException">The file is no run, or the program cannot replay.</exception>
    public static async Task<JsonElement> RunAsync(string file, string? program, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-replay-");
        try
        {
            var resultFile = Path.Combine(folder.FullName, "result.json");
            string[] args =
            [
                "--LocalHost:Replay", file,
                "--LocalHost:ReplayResult", resultFile,
                "--LocalHost:DataDirectory", folder.FullName,
            ];
            var words = program is null
                ? await RunOwnAsync([.. args, "--Slipway:DataDirectory", folder.FullName], cancellationToken)
                : await RunProgramAsync(program, args, cancellationToken);
            return File.Exists(resultFile)
                ? JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(resultFile, cancellationToken))
                : throw CliException.BadInput($"the run was not replayed: {SafeText.Line(words, 600)}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> RunOwnAsync(string[] args, CancellationToken cancellationToken)
    {
        var builder = SlipwayApplication.CreateBuilder(["--contentRoot", AppContext.BaseDirectory, .. args]);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Logging.ClearProviders();
        using var host = builder.Build();
        var exitCode = Environment.ExitCode;
        try
        {
            await host.StartAsync(cancellationToken);
            await host.StopAsync(cancellationToken);
            return "this build of Slipway does not run on the embedded host";
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return failure.Message;
        }
        finally
        {
            // The app says a difference by the process's exit code too; here that is the command's to say.
            Environment.ExitCode = exitCode;
        }
    }

    private static async Task<string> RunProgramAsync(string program, string[] args, CancellationToken cancellationToken)
    {
        var isLibrary = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(isLibrary ? "dotnet" : program, isLibrary ? [program, .. args] : args)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(program)!,
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        using var process = Start(start);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            var words = (await error).Trim() is { Length: > 0 } said ? said : (await output).Trim();
            return $"{program} ended with exit code {process.ExitCode}. {words}";
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            return $"{program} did not end within {Limit.TotalMinutes} minutes; it has to be an app on the embedded host of this release";
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw CliException.BadInput($"{start.FileName} cannot be started: {exception.Message}");
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
