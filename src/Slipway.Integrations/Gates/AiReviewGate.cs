using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Ai;
using Slipway.Integrations.Git;

namespace Slipway.Integrations.Gates;

/// <summary>A language model reads the change and says what is wrong with it; a finding as severe as the level, or worse, fails.</summary>
internal sealed class AiReviewGate(IAiProvider ai, GitCommand git, TimeProvider time) : IGateKind
{
    private const int MaxDiff = 150_000;
    private const string DefaultLevel = "high";

    private static readonly JsonElement Schema = StepConfig.Schema("""
        {
          "type": "object", "required": ["findings", "summary"], "additionalProperties": false,
          "properties": {
            "summary": { "type": "string", "maxLength": 2000, "description": "The verdict in one or two sentences." },
            "findings": {
              "type": "array", "maxItems": 50,
              "items": {
                "type": "object", "required": ["severity", "file", "line", "problem", "advice"], "additionalProperties": false,
                "properties": {
                  "severity": { "type": "string", "enum": ["low", "moderate", "high", "critical"] },
                  "file": { "type": "string" },
                  "line": { "type": ["integer", "null"], "description": "In the new file." },
                  "problem": { "type": "string", "maxLength": 1000 },
                  "advice": { "type": "string", "maxLength": 1000, "description": "What to do about it." }
                }
              }
            }
          }
        }
        """);

    private readonly BranchMerges _merges = new(git);
    private readonly WorktreeTree _tree = new(git);

    /// <inheritdoc/>
    public string Kind => GateKind.AiReview;

    /// <inheritdoc/>
    public SlipwayException? Missing => ai.Missing;

    /// <inheritdoc/>
    public async Task<GateResult> RunAsync(GateRun run, CancellationToken cancellationToken)
    {
        if (run.Repository is not { } repository)
        {
            throw new SlipwayException(ErrorCodes.InvalidRequest, $"The gate '{run.Name}' needs a repository whose change it can read.");
        }

        var started = time.GetTimestamp();
        var diff = await DiffAsync(run, repository, cancellationToken);
        var result = diff.Length switch
        {
            0 => Decided(run, passed: true, "there is no change to review", new GateText(), evidence: null),
            > MaxDiff => Decided(
                run, passed: false, $"the change has {diff.Length:N0} characters, and at most {MaxDiff:N0} are reviewed",
                new GateText().Line("The change is too large to be reviewed: make it smaller, or leave generated files out by 'exclude'."),
                evidence: null),
            _ => await ReviewAsync(run, diff, cancellationToken),
        };
        return result with { DurationMs = (long)time.GetElapsedTime(started).TotalMilliseconds };
    }

    private async Task<GateResult> ReviewAsync(GateRun run, string diff, CancellationToken cancellationToken)
    {
        var requirement = run.Requirement is { } wanted ? $"The requirement:\n{wanted}\n\n" : "";
        var criteria = run.Setting("criteria") is { } own ? $" Look above all at this: {own}" : "";
        var answer = await ai.AskAsync(
            new AiQuestion(
                $"review-{run.Name}",
                "Review this change as an experienced programmer. Report what is wrong: errors, security holes, lost data, what the "
                    + "requirement asks for and the change lacks; nothing that is only a matter of taste. Severities: critical (must never "
                    + $"be merged), high (wrong), moderate (should be better), low (remark). Without findings the list is empty.{criteria}",
                $"{requirement}The change:\n{diff}", Schema),
            cancellationToken);
        if (answer.Value is not { } value)
        {
            throw new SlipwayException(
                answer.Code!,
                $"The gate '{run.Name}' has no verdict: {answer.Message} Its transcript is artifact {answer.Transcript.Sha256}.",
                answer.Category!.Value)
            {
                RetryAt = answer.RetryAfter is { } wait ? time.GetUtcNow() + wait : null, Usage = AgentUsage.Of(answer.Usage),
            };
        }

        return Judge(run, value, answer);
    }

    private static GateResult Judge(GateRun run, JsonElement value, AiAnswer answer)
    {
        var level = Rank(run.Setting("level") ?? DefaultLevel);
        var findings = value.GetProperty("findings").EnumerateArray()
            .OrderByDescending(finding => Rank(finding.GetProperty("severity").GetString()!)).ToList();
        var severe = findings.Where(finding => Rank(finding.GetProperty("severity").GetString()!) >= level).ToList();
        var told = new GateText();
        foreach (var finding in findings)
        {
            var line = finding.GetProperty("line") is { ValueKind: JsonValueKind.Number } number ? $":{number}" : "";
            told.Line($"{finding.GetProperty("severity")}: {finding.GetProperty("file")}{line}: {finding.GetProperty("problem")}")
                .Block(finding.GetProperty("advice").GetString()!, maximumLines: 10);
        }

        var summary = Sanitiser.Line(Redactor.Redact(value.GetProperty("summary").GetString()!), 300);
        return Decided(
            run, severe.Count == 0,
            $"{severe.Count} of {findings.Count} findings count; {summary.TrimEnd('.')} {AiWords.Of(answer.Usage)}", told,
            answer.Transcript) with
        {
            Usage = AgentUsage.Of(answer.Usage),
        };
    }

    /// <summary>What the branch changes beyond its base: up to the commit that is named, or else all that stands in the worktree.</summary>
    private async Task<string> DiffAsync(GateRun run, RepositoryInfo repository, CancellationToken cancellationToken)
    {
        var from = await _merges.NewestBaseAsync(run.WorkingDirectory, repository.BaseSha, run.HeadSha ?? "HEAD", cancellationToken);
        var to = run.HeadSha ?? await _tree.WriteAsync(run.WorkingDirectory, cancellationToken);
        var excluded = (run.Setting("exclude") ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(pattern => $":(exclude,glob){pattern}");
        return await git.RunAsync(
            run.WorkingDirectory,
            ["diff", "--no-ext-diff", "--no-textconv", "--find-renames", from, to, "--", ".", .. excluded],
            cancellationToken);
    }

    private static int Rank(string severity) => GateKind.Severities.ToList().IndexOf(severity);

    private static GateResult Decided(GateRun run, bool passed, string message, GateText told, ArtifactReference? evidence) => new(
        run.Name, passed, ExitCode: null, $"The gate '{run.Name}' {(passed ? "passed" : "failed")}: {message}.", DurationMs: 0,
        told.ToString(), evidence);
}
