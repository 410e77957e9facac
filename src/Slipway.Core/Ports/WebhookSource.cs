namespace Slipway.Core.Ports;

/// <summary>A webhook of a platform.</summary>
/// <param name="Kind">Whose it is: <c>repository</c>, <c>organization</c> or <c>integration</c> (an application).</param>
/// <param name="HookId">Its number there.</param>
/// <param name="Repository">A repository that it told of, as <c>owner/name</c>.</param>
public sealed record WebhookSource(string Kind, long HookId, string Repository);
