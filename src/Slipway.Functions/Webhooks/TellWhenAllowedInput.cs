using Slipway.Core.Events;

namespace Slipway.Functions.Webhooks;

/// <summary>What to tell which workflow, and for whom.</summary>
/// <param name="WorkflowId">The workflow.</param>
/// <param name="Signal">What it is told.</param>
/// <param name="Repository">Where the delivery is from, as <c>owner/name</c>.</param>
/// <param name="Login">Who is behind it.</param>
public sealed record TellWhenAllowedInput(string WorkflowId, WorkflowSignal Signal, string Repository, string Login);
