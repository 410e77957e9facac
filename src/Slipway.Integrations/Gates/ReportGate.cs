using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Gates;

/// <summary>
/// A gate that reads a report: coverage, test results, an audit. Its command, where it has one, makes the report, and then only a report of
/// this run counts.
/// </summary>
/// <param name="kind">One of <see cref="GateKind"/>.</param>
/// <param name="command">Runs the command.</param>
/// <param name="artifacts">Keeps the report.</param>
/// <param name="time">The clock.</param>
internal sealed class ReportGate(string kind, GateCommand command, IArtifactStore artifacts, TimeProvider time) : IGateKind
{
    private static readonly Dictionary<string, string> AuditCommands = new(StringComparer.Ordinal)
    {
        ["dotnet"] = "dotnet list package --vulnerable --include-transitive --format json",
        ["npm"] = "npm audit --json",
    };

    public string Kind => kind;

    /// <inheritdoc/>
    public async Task<GateResult> RunAsync(GateRun run, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var since = time.GetUtcNow();
        var line = run.Command.Length > 0 ? run.Command : kind == GateKind.Audit && run.Setting("file") is null
            ? AuditCommands[run.Setting("tool")!]
            : "";
        GateResult? ran = null;
        byte[] printed = [];
        if (line.Length > 0)
        {
            var keep = kind == GateKind.Audit ? (int)ReportFiles.MaximumBytes : 0;
            (ran, var output) = await command.RunAsync(run, line, keep, cancellationToken);
            if (ran.ExitCode is null || (ran.ExitCode != 0 && kind == GateKind.Coverage))
            {
                return ran;
            }

            printed = output.Bytes;
        }

        var result = await JudgeAsync(run, ran, printed, since, cancellationToken);
        return result with { DurationMs = (long)time.GetElapsedTime(started).TotalMilliseconds };
    }

    private async Task<GateResult> JudgeAsync(
        GateRun run, GateResult? ran, byte[] printed, DateTimeOffset since, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> files = [];
        try
        {
            if (run.Setting("file") is { } pattern)
            {
                files = ReportFiles.Find(run.WorkingDirectory, pattern, ran is null ? null : since);
                if (files.Count == 0)
                {
                    return Unreadable(run, ran, $"there is no report '{pattern}'{(ran is null ? "" : " of this run")}");
                }
            }

            var verdict = Judge(run, files, printed);
            return await ResultAsync(run, ran, files, verdict, cancellationToken);
        }
        catch (SlipwayException exception) when (exception.Code == ErrorCodes.ReportUnusable)
        {
            return Unreadable(run, ran, exception.Message);
        }
        catch (Exception exception) when (exception is XmlException or JsonException or FormatException)
        {
            var name = files.Count > 0 ? $"the report '{Path.GetRelativePath(run.WorkingDirectory, files[0])}'" : "the report";
            return Unreadable(run, ran, $"{name} cannot be read: {exception.Message}");
        }
    }

    private Verdict Judge(GateRun run, IReadOnlyList<string> files, byte[] printed) => kind switch
    {
        GateKind.Coverage => CoverageReport.Judge(
            files, run.Setting("metric") == "branches", double.Parse(run.Setting("min")!, CultureInfo.InvariantCulture)),
        GateKind.Tests => TestResults.Judge(files),
        _ => AuditReport.Judge(
            files.Count == 0
                ? AuditReport.Read(run.Setting("tool")!, printed)
                : [.. files.SelectMany(file => AuditReport.Read(run.Setting("tool")!, File.ReadAllBytes(file)))],
            run.Setting("level") ?? "high"),
    };

    private async Task<GateResult> ResultAsync(
        GateRun run, GateResult? ran, IReadOnlyList<string> files, Verdict verdict, CancellationToken cancellationToken)
    {
        // A report without failures does not outweigh a command that failed otherwise; an audit's exit code says what its report says.
        if (verdict.Passed && ran is { ExitCode: not 0 } && kind != GateKind.Audit)
        {
            return ran;
        }

        var evidence = files.Count > 0 ? await SaveAsync(run, files[0], cancellationToken) : ran?.Log;
        return new GateResult(
            run.Name, verdict.Passed, ran?.ExitCode,
            command.Masked($"The gate '{run.Name}' {(verdict.Passed ? "passed" : "failed")}: {verdict.Message}."), DurationMs: 0,
            command.Masked(verdict.Told.ToString()), evidence);
    }

    private async Task<ArtifactReference> SaveAsync(GateRun run, string file, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(command.Masked(await File.ReadAllTextAsync(file, cancellationToken))));
        return await artifacts.SaveAsync(
            $"gate-{run.Name}-{Path.GetFileName(file)}", "text/plain; charset=utf-8", content, cancellationToken);
    }

    /// <summary>What cannot be read has not passed. When the command failed, its output says why better.</summary>
    private static GateResult Unreadable(GateRun run, GateResult? ran, string why)
    {
        var message = $"The gate '{run.Name}' failed: {why.TrimEnd('.')}.";
        return ran is null
            ? new GateResult(run.Name, Passed: false, ExitCode: null, message, DurationMs: 0, message + "\n", Log: null)
            : ran with { Passed = false, Message = message, Output = ran.Output.Length > 0 ? ran.Output : message + "\n" };
    }
}
