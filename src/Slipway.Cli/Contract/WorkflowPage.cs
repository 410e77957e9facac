namespace Slipway.Cli.Contract;

/// <summary>One page of workflows.</summary>
/// <param name="Workflows">Those of this page.</param>
/// <param name="Continuation">Where the next page begins; null after the last.</param>
internal sealed record WorkflowPage(IReadOnlyList<System.Text.Json.JsonElement>? Workflows, string? Continuation);
