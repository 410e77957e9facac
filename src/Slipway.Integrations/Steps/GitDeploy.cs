using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Http;

namespace Slipway.Integrations.Steps;

/// <summary>
/// <c>git.deploy</c>: a deployment that GitHub keeps. Whoever deploys there (a workflow of GitHub Actions, another service) hears of it and
/// says how it goes; the step waits for that, and for an address to answer, and goes back to what was there before if it is told to.
/// </summary>
/// <remarks>Nothing is remembered between calls: a deployment has its step and attempt in it, and is found by them. An attempt that a crash
/// repeats finds its own; a later one finds one that is still under way.</remarks>
internal sealed class GitDeploy(IDeployments deployments, HttpCallSender sender, TimeProvider time) : IStepPlugin
{
    private const int MaxEarlier = 20;
    private const int MaxHealthBytes = 1024 * 1024;

    private static readonly TimeSpan DefaultHealthLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan HealthPatience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public string Name => "git.deploy";

    /// <inheritdoc/>
    public string Description => "Has GitHub keep a deployment, and waits for how it goes.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } = ["id", "sha", "environment", "url"];

    /// <inheritdoc/>
    public bool NeedsWorkspace => true;

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["environment", "ref"],
          "additionalProperties": false,
          "properties": {
            "environment": { "type": "string", "minLength": 1, "maxLength": 255, "description": "Where to, such as staging." },
            "ref": { "type": "string", "minLength": 1, "maxLength": 255, "description": "The branch, tag or commit that is deployed." },
            "description": { "type": "string", "description": "For people, at most 140 characters." },
            "requiredChecks": {
              "type": ["array", "string"], "maxItems": 100, "items": { "type": "string", "minLength": 1 },
              "description": "Checks that must have passed, or GitHub refuses; a text has commas between them. Unset: none."
            },
            "healthCheck": {
              "type": "string", "minLength": 1, "maxLength": 8192,
              "description": "An address that must answer GET with 200 to 299 once it is deployed."
            },
            "healthLimit": { "type": "string", "description": "How long it may take to, such as 2m. Unset: 5 minutes." },
            "rollback": {
              "type": "boolean",
              "description": "Whether the last deployment before it that succeeded is deployed again when this one fails. Default no."
            }
          }
        }
        """);

    /// <inheritdoc/>
    public StepConfigProblem? Check(JsonElement config) =>
        StepConfig.Literal(config, "healthCheck") is { } url && Address(url) is null
            ? new StepConfigProblem("healthCheck", "It must be an http or https address without a user, a password or a key.")
            : null;

    /// <inheritdoc/>
    public SlipwayException? Missing(JsonElement config) =>
        !deployments.IsConfigured && StepConfig.Literal(config, "environment") is not null
            ? new SlipwayException(
                ErrorCodes.StepConfigInvalid,
                "Deployments on GitHub need Slipway:GitHub:TokenName, or a GitHub App. Deploy by a command (shell.run) otherwise.")
            : null;

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!StepConfig.TryRead(context, "environment", out var environment, out var failure)
            || !StepConfig.TryRead(context, "ref", out var reference, out failure))
        {
            return failure;
        }

        if (context.Text("healthCheck") is { } health && Address(health) is null)
        {
            return StepConfig.Invalid(context, "has a 'healthCheck' that is no http or https address.");
        }

        if (context.Text("healthLimit") is not null && StepConfig.Duration(context, "healthLimit") is null)
        {
            return StepConfig.Invalid(context, "has a 'healthLimit' that is no duration: write it as 30s or 5m.");
        }

        if (await deployments.FindAsync(context.Workspace!.Repository, cancellationToken) is not { } repository)
        {
            return StepConfig.Invalid(
                context, "deploys on GitHub, where the repository is not, or no setting says who Slipway is there: deploy by a command "
                    + "(shell.run) instead.");
        }

        var run = new DeployRun(deployments, repository, context, environment, reference);
        await run.LookAsync(cancellationToken);
        if (await run.MadeAsync(cancellationToken) is { } made)
        {
            var (outcome, why) = await JudgeAsync(run, made, cancellationToken);
            if (outcome is not null || run.IsOwn(made))
            {
                return outcome ?? await FailAsync(run, made, why, cancellationToken);
            }
        }

        if (await run.UnderWayAsync(cancellationToken) is var (other, standing))
        {
            return Pending($"{Named(other)} is {standing.Word}: the step deploys again when that is over.");
        }

        return Pending($"{Named(await run.MakeAsync(cancellationToken))} waits for whoever deploys: it is not begun.");
    }

    /// <summary>What a deployment came to; without an outcome it failed, and why.</summary>
    private async Task<(StepOutcome? Outcome, string Why)> JudgeAsync(
        DeployRun run, Deployment made, CancellationToken cancellationToken)
    {
        var standing = await run.StandingAsync(made, cancellationToken);
        switch (standing.State)
        {
            case DeploymentState.Waiting:
                return (Pending($"{Named(made)} waits for whoever deploys: it is {standing.Word}."), "");
            case DeploymentState.Failed:
                return (null, $"{Named(made)} failed ({standing.Word}). {Words(standing)}");
        }

        if (run.BackFrom(made) is not null)
        {
            // It is too late for the address: what answers there now may be what it goes back to.
            return (null, $"{Named(made)} was done, and did not answer in time.");
        }

        if (await IllnessAsync(run.Context, cancellationToken) is not { } illness)
        {
            return (
                StepOutcome.Success(
                    $"Deployed {Short(made.Sha)} to {made.Environment}.",
                    new { id = made.Id, sha = made.Sha, environment = made.Environment, url = standing.Url }),
                "");
        }

        var limit = StepConfig.Duration(run.Context, "healthLimit") ?? DefaultHealthLimit;
        return time.GetUtcNow() - standing.Since < limit
            ? (Pending($"{Named(made)} is done, and does not answer yet. {illness}"), "")
            : (null, $"{Named(made)} is done, and does not answer within {limit.TotalSeconds:0} s. {illness}");
    }

    private static async Task<StepOutcome> FailAsync(
        DeployRun run, Deployment made, string why, CancellationToken cancellationToken)
    {
        if (!StepConfig.Flag(run.Context, "rollback"))
        {
            return Failed(why);
        }

        if (await run.BackAsync(made, MaxEarlier, cancellationToken) is not { } back)
        {
            return Failed($"{why} There is nothing to go back to: no earlier deployment of another commit succeeded.");
        }

        var (before, standing) = back;
        var where = $"{made.Environment} goes back to {Short(before.Sha)} (deployment {before.Id})";
        return standing.State switch
        {
            DeploymentState.Waiting => Pending($"{why} {where}: that is {standing.Word}."),
            DeploymentState.Succeeded => Failed($"{why} {made.Environment} is back at {Short(before.Sha)} (deployment {before.Id})."),
            _ => Failed($"{why} {where}, and that failed as well ({standing.Word}): look after it. {Words(standing)}"),
        };
    }

    /// <summary>Why the address does not answer as it should; <see langword="null"/> when it does, or there is none.</summary>
    private async Task<string?> IllnessAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Text("healthCheck") is not { } url)
        {
            return null;
        }

        try
        {
            var answer = await sender.SendAsync(
                new HttpCallRequest(HttpMethod.Get, Address(url)!, new Dictionary<string, string>(), Body: null)
                {
                    Redirects = 3, MaxBytes = MaxHealthBytes, TimeLimit = HealthPatience,
                },
                cancellationToken);
            return answer.Status is >= 200 and <= 299 ? null : $"{HttpCallSender.Shown(answer.From)} answers {answer.Status}.";
        }
        catch (SlipwayException exception) when (exception.Category is ErrorCategory.Transient or ErrorCategory.Timeout)
        {
            return exception.Message;
        }
    }

    private static Uri? Address(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && address.UserInfo.Length == 0 && Redactor.Redact(url) == url
            ? address
            : null;

    private static StepOutcome Pending(string message) =>
        StepOutcome.Failed(ErrorCodes.DeploymentFailed, ErrorCategory.Transient, message) with { IsPending = true };

    private static StepOutcome Failed(string message) =>
        StepOutcome.Failed(ErrorCodes.DeploymentFailed, ErrorCategory.ValidationFailed, message.Trim());

    private static string Words(DeploymentStanding standing) =>
        string.Join(' ', new[] { standing.Said, standing.Url }.Where(text => !string.IsNullOrEmpty(text)));

    private static string Named(Deployment made) => $"The deployment {made.Id} of {Short(made.Sha)} to {made.Environment}";

    private static string Short(string sha) => sha[..Math.Min(sha.Length, 7)];
}
