using System.Text.Json;
using Slipway.Core.Ports;

namespace Slipway.Core.Tests.Definitions;

/// <summary>A plugin that definitions are checked against; nothing runs it.</summary>
internal sealed class FakePlugin(
    string name, string? schema = null, bool needsWorkspace = false, IReadOnlyList<string>? outputs = null) : IStepPlugin
{
    public string Name => name;

    public JsonElement? ConfigSchema { get; } = schema is null ? null : JsonDocument.Parse(schema).RootElement;

    public IReadOnlyList<string>? OutputNames => outputs;

    public bool NeedsWorkspace => needsWorkspace;

    public bool UsesAgent => name.StartsWith("agent.", StringComparison.Ordinal);

    public Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Definitions are checked, not run.");
}
