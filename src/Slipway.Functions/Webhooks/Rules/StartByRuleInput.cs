using System.Text.Json;

namespace Slipway.Functions.Webhooks.Rules;

/// <summary>What to start, and for whom.</summary>
/// <param name="WorkflowId">The id it gets.</param>
/// <param name="Definition">What.</param>
/// <param name="Inputs">What it is given.</param>
/// <param name="Repository">Where its cause is, as <c>owner/name</c>.</param>
/// <param name="Login">Who caused it.</param>
public sealed record StartByRuleInput(string WorkflowId, string Definition, JsonElement Inputs, string Repository, string Login);
