using Slipway.Core.Policies;

namespace Slipway.Core.Definitions.Running;

/// <summary>Why a step, or the whole run, did not succeed.</summary>
/// <param name="Step">The step; unset when it is about the whole run.</param>
/// <param name="Code">Its stable code.</param>
/// <param name="Category">What retry goes by.</param>
/// <param name="Message">For people, without secrets.</param>
public sealed record StepFailure(string? Step, string Code, ErrorCategory Category, string Message);
