using System.Text.Json;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Git;

namespace Slipway.Integrations.Steps;

/// <summary><c>git.file</c>: reads one file of a repository on GitHub, or makes or changes it: what has no clone here, such as the
/// repository that says what is deployed.</summary>
internal sealed class GitFile(IRepositoryFiles files) : IStepPlugin
{
    private const int MaxContent = 48 * 1024;

    /// <inheritdoc/>
    public string Name => "git.file";

    /// <inheritdoc/>
    public string Description => "Reads a file of a repository on GitHub, or with content makes or changes it.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } = ["found", "path", "content", "sha", "changed", "commit"];

    /// <inheritdoc/>
    public IReadOnlyList<string> VerbatimOutputs { get; } = ["content"];

    /// <inheritdoc/>
    public TimeSpan DefaultTimeout => TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["repository", "path"],
          "additionalProperties": false,
          "properties": {
            "repository": { "type": "string", "description": "On GitHub, such as acme/deploy." },
            "path": { "type": "string", "minLength": 1, "maxLength": 1000, "description": "Its path there, such as app/values.yaml." },
            "branch": { "type": "string", "minLength": 1, "maxLength": 200, "description": "Unset: the repository's main branch." },
            "content": { "type": "string", "maxLength": 49152, "description": "What is to be in it. Unset: it is read." },
            "sha": { "type": "string", "description": "With content: the version that was read, which alone is overwritten; empty: none." },
            "message": { "type": "string", "minLength": 1, "description": "With content: what the commit says." }
          }
        }
        """);

    /// <inheritdoc/>
    public StepConfigProblem? Check(JsonElement config) =>
        StepConfig.Literal(config, "path") is { } path && Wrong(path) is { } wrong ? new StepConfigProblem("path", wrong) : null;

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!StepConfig.TryRead(context, "repository", out var repository, out var failure)
            || !StepConfig.TryRead(context, "path", out var path, out failure))
        {
            return failure;
        }

        if (Wrong(path) is { } wrong)
        {
            return StepConfig.Invalid(context, $"has a 'path' that cannot be: {wrong}");
        }

        // What an expression leaves empty must not turn a write into a read.
        if (new[] { "content", "sha", "message" }.Any(name => Has(context, name)) && context.Text("content") is null)
        {
            return StepConfig.Invalid(
                context, "has a 'content' that is empty, or none: to read, leave out 'content', 'sha' and 'message'.");
        }

        if (context.Text("content") is { } content)
        {
            var sha = context.Text("sha") ?? (Has(context, "sha") ? "" : null);
            return content.Length > MaxContent
                ? StepConfig.Invalid(context, $"has a 'content' of {content.Length:N0} characters; at most {MaxContent:N0} are allowed.")
                : await WriteAsync(context, repository, new RepositoryFile(path, content, sha), cancellationToken);
        }

        return await files.ReadAsync(repository, path, context.Text("branch"), cancellationToken) switch
        {
            null => StepOutcome.Idle($"There is no {path} in {repository}.", new { found = false, path }),
            { Content.Length: > MaxContent } large => StepConfig.Invalid(
                context, $"names a file of {large.Content.Length:N0} characters; at most {MaxContent:N0} are read."),
            var file => StepOutcome.Success(
                $"Read {path} of {repository}.",
                new { found = true, path, content = LineEnds.Plain(file.Content), sha = file.Sha, changed = false }),
        };
    }

    private async Task<StepOutcome> WriteAsync(
        StepContext context, string repository, RepositoryFile wanted, CancellationToken cancellationToken)
    {
        var message = Sanitiser.Text(Redactor.Redact(Sanitiser.Text(context.Text("message") ?? $"Update {wanted.Path}")), 2_000).Trim();
        var file = await files.WriteAsync(
            repository, wanted, context.Text("branch"), $"{message}\n\nSlipway-Step: {context.Marker}", cancellationToken);
        return StepOutcome.Success(
            file.Commit is null ? $"{file.Path} of {repository} is so already." : $"Wrote {file.Path} of {repository}.",
            new { found = true, path = file.Path, sha = file.Sha, changed = file.Commit is not null, commit = file.Commit });
    }

    private static bool Has(StepContext context, string name) => context.Config.TryGetProperty(name, out _);

    private static string? Wrong(string path) => path.Split('/').All(part => part is not ("" or "." or "..")) && !path.Any(char.IsControl)
        ? null
        : $"'{Sanitiser.Line(path, 60)}' is no path in a repository: write it as app/values.yaml.";
}
