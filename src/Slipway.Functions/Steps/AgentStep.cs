using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Steps;

/// <summary>What steps that an agent does have in common.</summary>
internal static class AgentStep
{
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromMinutes(10);

    /// <summary>Reads what the agent is to do.</summary>
    public static bool TryRead(
        StepContext context, AgentMode mode, [NotNullWhen(true)] out AgentStepInput? input, [NotNullWhen(false)] out StepOutcome? failure)
    {
        input = null;
        if (!StepConfig.TryRead(context, "prompt", out var prompt, out failure))
        {
            return false;
        }

        if (context.Agent is not { } agent)
        {
            failure = StepOutcome.Failed(
                ErrorCodes.AgentNotAvailable, ErrorCategory.Configuration,
                $"'{context.StepId}' needs an agent: let the step name one, or start the workflow with one.");
            return false;
        }

        var feedback = context.Text("feedback");
        input = new AgentStepInput(
            context.Workspace!, context.StepId, context.Marker, context.Attempt,
            mode == AgentMode.Code && !string.IsNullOrWhiteSpace(feedback) ? AgentMode.Fix : mode,
            agent, prompt, Plan(context), feedback, HeadSha: null, context.TimeLimit,
            context.TimeLimit < SilenceLimit ? context.TimeLimit : SilenceLimit)
        {
            WorkflowId = context.WorkflowId, Budget = context.Budget,
        };
        return true;
    }

    /// <summary>The step's failure for an outcome that is no success.</summary>
    public static StepOutcome Failed(AgentOutcome outcome)
    {
        var (code, category) = AgentSteps.Meaning(outcome.Kind);
        return StepOutcome.Failed(code, category, outcome.Message) with
        {
            Artifacts = outcome.Log is { } log ? [log] : null, RetryAfter = outcome.RetryAfter,
            Usage = AgentUsage.Of(outcome),
        };
    }

    private static ArtifactReference? Plan(StepContext context)
    {
        if (!context.Config.TryGetProperty("plan", out var plan))
        {
            return null;
        }

        return plan.ValueKind switch
        {
            JsonValueKind.String => new ArtifactReference("plan.md", plan.GetString()!, 0, "text/markdown"),
            JsonValueKind.Object => plan.Deserialize<ArtifactReference>(CoreJson.Options),
            _ => null,
        };
    }
}
