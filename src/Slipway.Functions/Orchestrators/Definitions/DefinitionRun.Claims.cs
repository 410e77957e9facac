using System.Globalization;
using Slipway.Core.Policies.Claims;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>Claims: what only one workflow may work on at a time.</content>
internal sealed partial class DefinitionRun
{
    private bool _claims;

    /// <summary>Gets hold of one of the things that a plugin could work on, and has it do so.</summary>
    private async Task<StepResult<StepOutcome>> ClaimAsync(StepRun step, RunStepInput input, StepOutcome wanted)
    {
        _claims = true;
        var candidates = wanted.Candidates!;
        var request = new ClaimRequest(Id, step.Id, candidates);
        var claim = await TakeAsync(request);
        if (claim is null)
        {
            // Who holds one may be gone without having said so.
            await _durable.TryCallAsync(nameof(FreePlaces), Id);
            claim = await TakeAsync(request);
        }

        return claim is null
            ? StepResult.Succeeded(StepOutcome.Idle(string.Create(
                CultureInfo.InvariantCulture, $"Other workflows work on all {candidates.Count} that there are.")) with
            {
                RetryAfter = wanted.RetryAfter,
            })
            : await _durable.CallStepAsync<StepOutcome>(nameof(RunStep), input with { Claim = claim });
    }

    private Task<string?> TakeAsync(ClaimRequest request) =>
        _durable.Entities.CallEntityAsync<string?>(Claims.Id, nameof(Claims.Take), request);

    private async Task ReleaseClaimsAsync()
    {
        if (_claims)
        {
            await _durable.Entities.SignalEntityAsync(Claims.Id, nameof(Claims.Release), Id);
        }
    }
}
