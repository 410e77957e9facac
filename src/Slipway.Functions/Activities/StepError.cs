using Slipway.Core.Policies;

namespace Slipway.Functions.Activities;

/// <summary>Why a step did not do its work.</summary>
/// <param name="Code">One of <see cref="Slipway.Core.ErrorCodes"/>.</param>
/// <param name="Category">What retry goes by.</param>
/// <param name="Message">For people, without secrets.</param>
/// <param name="RetryAt">When a service that is rate limited may be asked again; such a wait is no attempt.</param>
public sealed record StepError(string Code, ErrorCategory Category, string Message, DateTimeOffset? RetryAt = null);
