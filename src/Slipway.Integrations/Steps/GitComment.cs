using System.Globalization;
using System.Text.Json;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Integrations.Steps;

/// <summary><c>git.comment</c>: says something on a pull request, once: in the thread of a review comment when one is named.</summary>
internal sealed class GitComment(IGitPlatform platform) : IStepPlugin
{
    private const int MaxBody = 9_000;

    /// <inheritdoc/>
    public string Name => "git.comment";

    /// <inheritdoc/>
    public string Description => "Says something on a pull request, or in the thread of a review comment.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } = ["pullRequest"];

    /// <inheritdoc/>
    public TimeSpan DefaultTimeout => TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["pullRequest", "body"],
          "additionalProperties": false,
          "properties": {
            "pullRequest": { "type": "integer", "minimum": 1, "description": "Its number." },
            "comment": {
              "type": "integer",
              "description": "The id of the review comment that is answered, on GitHub. Unset: the pull request itself."
            },
            "body": { "type": "string", "minLength": 1, "description": "Markdown." }
          }
        }
        """);

    /// <inheritdoc/>
    public bool NeedsWorkspace => true;

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!StepConfig.TryRead(context, "pullRequest", out var named, out var failure)
            || !StepConfig.TryRead(context, "body", out var body, out failure))
        {
            return failure;
        }

        if (!int.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        {
            return StepConfig.Invalid(context, $"has a 'pullRequest' that is no number: '{Sanitiser.Line(named, 60)}'.");
        }

        long? comment = null;
        if (context.Text("comment") is { } id)
        {
            if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
            {
                return StepConfig.Invalid(context, $"has a 'comment' that is no id of one: '{Sanitiser.Line(id, 60)}'.");
            }

            comment = parsed;
        }

        var text = Sanitiser.Text(Redactor.Redact(Sanitiser.Text(body)), MaxBody).Trim();
        await platform.CommentAsync(
            context.Workspace!.Repository, number, new PullRequestReply(context.Marker, text, comment), cancellationToken);
        return StepOutcome.Success($"Said on pull request {number}.", new { pullRequest = number });
    }
}
