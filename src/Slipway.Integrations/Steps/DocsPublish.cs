using System.Text.Json;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Integrations.Steps;

/// <summary><c>docs.publish</c>: makes a page of the documentation, or brings the one of that title up to date.</summary>
internal sealed class DocsPublish(IDocumentation documentation) : IStepPlugin
{
    private const int MaxText = 100_000;

    /// <inheritdoc/>
    public string Name => "docs.publish";

    /// <inheritdoc/>
    public string Description => "Makes a page in Confluence, or brings it up to date.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } = ["id", "version", "changed", "url"];

    /// <inheritdoc/>
    public TimeSpan DefaultTimeout => TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["space", "title", "text"],
          "additionalProperties": false,
          "properties": {
            "space": { "type": "string", "minLength": 1, "maxLength": 255, "description": "The key of the space." },
            "title": { "type": "string", "minLength": 1, "maxLength": 255, "description": "By which the page is found." },
            "text": { "type": "string", "minLength": 1, "description": "Plain text; a blank line begins a paragraph." }
          }
        }
        """);

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!StepConfig.TryRead(context, "space", out var space, out var failure)
            || !StepConfig.TryRead(context, "title", out var title, out failure)
            || !StepConfig.TryRead(context, "text", out var text, out failure))
        {
            return failure;
        }

        var clean = Sanitiser.Text(Redactor.Redact(Sanitiser.Text(text)), MaxText);
        var page = await documentation.SaveAsync(new DocumentationText(space, title, clean), cancellationToken);
        var shown = $"'{Sanitiser.Line(title, 100)}' in {Sanitiser.Line(space, 100)}";
        return StepOutcome.Success(
            page.Changed ? $"Published {shown}, version {page.Version}." : $"{shown} says the same already.", page);
    }
}
