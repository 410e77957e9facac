using System.Text;
using System.Text.Json;
using Slipway.Core.Ports;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Steps;

/// <summary><c>artifact.save</c>: keeps a text, or a file of the worktree.</summary>
internal sealed class ArtifactSave(IArtifactStore artifacts) : IStepPlugin
{
    /// <inheritdoc/>
    public string Name => "artifact.save";

    /// <inheritdoc/>
    public string Description => "Keeps a text, or a file of the worktree, as an artifact.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } = ["name", "sha256", "sizeBytes", "mediaType"];

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["name"],
          "additionalProperties": false,
          "properties": {
            "name": { "type": "string", "minLength": 1, "maxLength": 200 },
            "text": { "description": "What is kept; anything but text as JSON." },
            "path": { "type": "string", "description": "Of a file in the worktree, instead of a text." },
            "mediaType": { "type": "string" }
          }
        }
        """);

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!StepConfig.TryRead(context, "name", out var name, out var failure))
        {
            return failure;
        }

        var text = context.Text("text");
        var path = context.Text("path");
        if (text is null == path is null)
        {
            return StepConfig.Invalid(context, "needs either 'text' or 'path'.");
        }

        await using var content = text is not null
            ? new MemoryStream(Encoding.UTF8.GetBytes(text))
            : Open(context, path!, out failure);
        if (content is null)
        {
            return failure!;
        }

        var saved = await artifacts.SaveAsync(name, context.Text("mediaType") ?? "text/plain; charset=utf-8", content, cancellationToken);
        return StepOutcome.Success($"Kept {saved.Name}, {saved.SizeBytes:N0} bytes.", saved, saved);
    }

    /// <summary>Opens a file of the worktree, and none that a link leads to outside of it.</summary>
    private static Stream? Open(StepContext context, string path, out StepOutcome? failure)
    {
        failure = null;
        if (context.Workspace is not { } workspace)
        {
            failure = StepConfig.Invalid(context, "has a 'path', and the workflow no repository.");
            return null;
        }

        if (Find(workspace.Path, path) is not { } file)
        {
            failure = StepConfig.Invalid(
                context, $"has a 'path', and the worktree no such file: '{Core.Security.Sanitiser.Line(path, 200)}'.");
            return null;
        }

        return file.OpenRead();
    }

    private static FileInfo? Find(string worktree, string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal)
            || Path.GetDirectoryName(Path.GetFullPath(path, worktree)) is not { } directory)
        {
            return null;
        }

        var file = new FileInfo(Path.Combine(RealPath.Of(directory), Path.GetFileName(path)));
        return file.FullName.StartsWith(RealPath.Of(worktree) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            && file is { Exists: true, LinkTarget: null } && Posix.IsOrdinaryFile(file.FullName)
                ? file
                : null;
    }
}
