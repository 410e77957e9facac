using System.Text.Json;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Integrations.Steps;

/// <summary><c>git.open_pull_request</c>: opens the workflow's pull request, or finds and updates it.</summary>
internal sealed class GitOpenPullRequest(IGitPlatform platform) : IStepPlugin
{
    /// <inheritdoc/>
    public string Name => StepPluginNames.GitOpenPullRequest;

    /// <inheritdoc/>
    public string Description => "Opens the pull request of the workflow's branch, or updates it.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } =
    [
        "number", "url", "title", "state", "branch",
        "baseBranch", "headSha", "mergeSha", "fork",
    ];

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["title"],
          "additionalProperties": false,
          "properties": {
            "title": { "type": "string", "minLength": 1 },
            "body": { "type": "string", "description": "Markdown." },
            "draft": { "type": "boolean", "description": "Whether it is opened as a draft, which no workflow merges. Default no." },
            "labels": {
              "type": ["array", "string"], "maxItems": 20, "items": { "type": "string", "minLength": 1 },
              "description": "Labels that it gets; a text has commas between them."
            },
            "reviewers": {
              "type": ["array", "string"], "maxItems": 15, "items": { "type": "string", "minLength": 1 },
              "description": "Who is asked for a review: logins, or teams as org/team; a text has commas between them."
            }
          }
        }
        """);

    /// <inheritdoc/>
    public bool NeedsWorkspace => true;

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!StepConfig.TryRead(context, "title", out var title, out var failure))
        {
            return failure;
        }

        var settings = new PullRequestSettings
        {
            Draft = StepConfig.Flag(context, "draft"),
            Labels = StepConfig.Texts(context.Config, "labels"),
            Reviewers = StepConfig.Texts(context.Config, "reviewers"),
        };
        if (settings.Problem is { } problem)
        {
            return StepConfig.Invalid(context, problem);
        }

        var text = new PullRequestText(
            Sanitiser.Line(title, 120), $"{(context.Text("body") ?? title).Trim()}\n\nMade in workflow `{context.WorkflowId}`.\n",
            settings);
        var pullRequest = await platform.OpenPullRequestAsync(context.Workspace!, text, cancellationToken);
        return StepOutcome.Success($"Pull request #{pullRequest.Number}: {pullRequest.Url}", pullRequest);
    }
}
