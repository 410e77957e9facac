using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Functions.Steps;
using Slipway.Functions.Entities;
using Slipway.Functions.Live;

namespace Slipway.Functions.Activities;

/// <summary>Has a step's plugin do its work once.</summary>
internal sealed class RunStep(StepPlugins plugins, RunningWork running, DurableUsage usage, AgentFeeds feeds)
{
    [Function(nameof(RunStep))]
    public Task<StepResult<StepOutcome>> RunAsync(
        [ActivityTrigger] RunStepInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        usage.Over(client);
        feeds.Over(client);
        return StepResult.FromAsync<StepOutcome>(running, StopStep.WorkOf(input.WorkflowId, input.Step), input.Stops, async token =>
        {
            var plugin = plugins.Find(input.Uses);
            if (plugin.NeedsWorkspace && input.Workspace is null)
            {
                return StepResult.Failed<StepOutcome>(
                    ErrorCodes.StepConfigInvalid, ErrorCategory.Configuration,
                    $"'{input.Step}' uses {input.Uses}, which works in a Git worktree: start the workflow with a repository.");
            }

            if (plugin.ConfigSchema is { } schema && JsonSchemas.ConfigProblem(schema, input.Config) is { } problem)
            {
                return StepResult.Failed<StepOutcome>(
                    ErrorCodes.StepConfigInvalid, ErrorCategory.Configuration,
                    $"The config of '{input.Step}' cannot be used: {problem}");
            }

            var outcome = await plugin.ExecuteAsync(
                new StepContext
                {
                    WorkflowId = input.WorkflowId,
                    StepId = input.Step,
                    Attempt = input.Attempt,
                    Marker = input.Marker,
                    EnteredAt = input.EnteredAt,
                    Config = input.Config,
                    Inputs = input.Inputs,
                    Agent = input.Agent,
                    Claim = input.Claim,
                    Budget = input.Budget,
                    Workspace = input.Workspace,
                    TimeLimit = input.TimeLimit,
                },
                token);
            return StepResult.Succeeded(Bounded(outcome, input, plugin.VerbatimOutputs));
        }, cancellationToken);
    }

    /// <summary>What is kept of an outcome: clean texts, and no more than a history should hold.</summary>
    private StepOutcome Bounded(StepOutcome outcome, RunStepInput input, IReadOnlyList<string> verbatim)
    {
        var mask = running.Mask();
        var message = mask(Redactor.Redact(Sanitiser.Text(outcome.Message, 2_000)));
        if (outcome.Outputs is not { } outputs)
        {
            return outcome with { Message = message };
        }

        if (CleanJson.Of(outputs, mask: mask) is not { } clean)
        {
            return StepOutcome.Failed(
                ErrorCodes.OutputTooLarge, ErrorCategory.Configuration,
                $"'{input.Step}' gave outputs of {outputs.GetRawText().Length:N0} characters; at most {CleanJson.MaxLength:N0} are kept. "
                    + "Save large things as artifacts.") with
            {
                Usage = outcome.Usage,
            };
        }

        return verbatim.FirstOrDefault(name => IsChanged(outputs, clean, name)) is { } changed
            ? StepOutcome.Failed(
                ErrorCodes.StepFailed, ErrorCategory.Configuration,
                $"'{input.Step}' gave a '{changed}' that cannot be kept as it is: it has control characters, line ends other than \\n, or "
                    + "what looks like a credential. Work on it in a clone, with a step such as shell.run.") with
            {
                Usage = outcome.Usage,
            }
            : outcome with { Message = message, Outputs = clean };
    }

    private static bool IsChanged(JsonElement outputs, JsonElement clean, string name) =>
        outputs.ValueKind == JsonValueKind.Object && outputs.TryGetProperty(name, out var given)
        && !(clean.TryGetProperty(name, out var kept) && JsonElement.DeepEquals(given, kept));
}
