using System.Text;
using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Integrations.Git;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Gates;

/// <summary>The platform's own checks of the commit: those named, else the required ones, else all (with <c>only: required</c>, none).
/// Pending until they ended; then what was seen is kept.</summary>
internal sealed class PlatformChecksGate(IPlatformChecks platform, GitCommand git, IArtifactStore artifacts, HostSecrets secrets)
    : IGateKind
{
    private const int LinesOfASummary = 30;

    private static readonly JsonSerializerOptions Shown = new(CoreJson.Options) { WriteIndented = true };

    public string Kind => GateKind.PlatformChecks;

    /// <inheritdoc/>
    public async Task<GateResult> RunAsync(GateRun run, CancellationToken cancellationToken)
    {
        if (run.Repository is null)
        {
            throw new SlipwayException(ErrorCodes.InvalidRequest, $"The gate '{run.Name}' needs a repository whose checks it can look at.");
        }

        var head = run.HeadSha ?? await git.RunAsync(run.WorkingDirectory, ["rev-parse", "--verify", "HEAD"], cancellationToken);
        var found = await platform.FindAsync(run.Repository, head, cancellationToken) ?? throw new SlipwayException(
            ErrorCodes.InvalidRequest,
            "The repository is on no platform with checks: use a gate with a command instead of the kind 'platform-checks'.");
        var wanted = Wanted(run, found);
        var failed = wanted.Where(check => check.State == PlatformCheckState.Failed).ToList();
        var pending = wanted.Where(check => check.State == PlatformCheckState.Pending).ToList();
        var told = new GateText();
        foreach (var check in failed)
        {
            told.Line($"The check '{check.Name}' failed. {check.Url}").Block(check.Summary ?? "", LinesOfASummary);
        }

        var isPending = failed.Count == 0 && (pending.Count > 0 || (wanted.Count == 0 && !OnlyRequired(run)));
        var message = failed.Count > 0 ? $"The gate '{run.Name}' failed: {Names(failed)}."
            : wanted.Count == 0 && isPending ? $"The gate '{run.Name}' waits: the commit has no checks yet."
            : pending.Count > 0 ? $"The gate '{run.Name}' waits for {Names(pending)}."
            : $"The gate '{run.Name}' passed: {wanted.Count} checks.";
        return new GateResult(
            run.Name, failed.Count == 0 && !isPending, ExitCode: null, message, DurationMs: 0, told.ToString(),
            isPending ? null : await SaveAsync(run, head, found, cancellationToken))
        {
            IsPending = isPending,
        };
    }

    private async Task<ArtifactReference> SaveAsync(
        GateRun run, string head, IReadOnlyList<PlatformCheck> found, CancellationToken cancellationToken)
    {
        var seen = secrets.Current()(JsonSerializer.Serialize(new { headSha = head, checks = found }, Shown));
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(seen));
        return await artifacts.SaveAsync($"gate-{run.Name}-checks.json", "application/json", content, cancellationToken);
    }

    private static IReadOnlyList<PlatformCheck> Wanted(GateRun run, IReadOnlyList<PlatformCheck> found)
    {
        if (run.Setting("names") is { } names)
        {
            return
            [
                .. names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name =>
                    found.FirstOrDefault(check => check.Name == name)
                    ?? new PlatformCheck(name, PlatformCheckState.Pending, IsRequired: false, Summary: null, Url: null)),
            ];
        }

        return OnlyRequired(run) || found.Any(check => check.IsRequired) ? [.. found.Where(check => check.IsRequired)] : found;
    }

    private static bool OnlyRequired(GateRun run) => run.Setting("only") is not null;

    private static string Names(IReadOnlyList<PlatformCheck> checks) => string.Join(", ", checks.Take(10).Select(check => check.Name))
        + (checks.Count > 10 ? $" and {checks.Count - 10} more" : "");
}
