using System.Text;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Functions.Live;

namespace Slipway.Functions.Activities;

/// <summary>Runs an agent for a step: finds it, writes its prompt, and says what its outcome means for the workflow.</summary>
internal sealed class AgentSteps(
    IAgentCatalog catalog, IArtifactStore artifacts, AgentFeeds feeds, RemotePullRequests remote, TimeProvider time)
{
    private const int MaxPlanLength = 32 * 1024;

    /// <summary>Runs the agent once.</summary>
    public async Task<AgentOutcome> RunAsync(AgentStepInput input, CancellationToken cancellationToken)
    {
        var agent = catalog.Find(input.Agent);
        if (catalog.WhyNot(input.Agent, Needed(input.Mode)) is { } refusal)
        {
            throw refusal;
        }

        var prompt = await PromptAsync(input, cancellationToken);
        await using var listener = feeds.Listen(input.Workspace.WorkflowId, input.Step, input.Attempt, input.Agent);
        return await agent.RunAsync(
            new AgentTask(
                input.WorkflowId ?? input.Workspace.WorkflowId, input.Step, input.Attempt, prompt, input.Workspace.Path, input.TimeLimit,
                input.SilenceLimit)
            {
                Marker = input.Marker,
                Workspace = input.Workspace,
                Resume = input.Mode is AgentMode.Fix or AgentMode.Merge,
                Budget = input.Budget,
                Progress = listener,
            },
            cancellationToken);
    }

    /// <summary>Brings the work of an agent that works elsewhere into the worktree; what others did is there already.</summary>
    /// <returns>Where its own pull request or branch is, for people; empty when it has none.</returns>
    public async Task<string> TakeAsync(
        IWorkspaces workspaces, Workspace workspace, AgentOutcome outcome, CancellationToken cancellationToken)
    {
        var opened = outcome is { PullRequest: null, RemoteRun: { } run }
            ? await remote.FindAsync(workspace, run, cancellationToken)
            : outcome.PullRequest;
        if (opened is null && outcome.Branch is { } branch)
        {
            await workspaces.TakeAsync(workspace, branch, cancellationToken);
            return $" From the branch {Sanitiser.Line(branch, 100)}.";
        }

        if (opened is null)
        {
            return "";
        }

        await workspaces.TakeAsync(
            workspace,
            opened.Branch ?? throw new SlipwayException(
                ErrorCodes.AgentFailed, $"The agent opened {opened.Url}, and does not say from which branch.", ErrorCategory.AgentFailed),
            cancellationToken);
        return $" From {opened.Url}.";
    }

    /// <summary>The step's error for an outcome that is no success. A service that asks to wait is asked again no earlier.</summary>
    public StepResult<T> Failed<T>(AgentOutcome outcome)
        where T : class
    {
        var (code, category) = Meaning(outcome.Kind);
        return StepResult.Failed<T>(code, category, outcome.Message, time.GetUtcNow() + outcome.RetryAfter) with
        {
            Log = outcome.Log?.Sha256, Usage = AgentUsage.Of(outcome),
        };
    }

    /// <summary>What an outcome that is no success is to a workflow.</summary>
    public static (string Code, ErrorCategory Category) Meaning(AgentOutcomeKind kind) => kind switch
    {
        AgentOutcomeKind.NoChange => (ErrorCodes.AgentChangedNothing, ErrorCategory.AgentFailed),
        AgentOutcomeKind.TimedOut => (ErrorCodes.AgentFailed, ErrorCategory.Timeout),
        AgentOutcomeKind.Cancelled => (ErrorCodes.Cancelled, ErrorCategory.Cancelled),
        AgentOutcomeKind.RateLimited => (ErrorCodes.AgentFailed, ErrorCategory.RateLimited),
        AgentOutcomeKind.ApiError => (ErrorCodes.AgentFailed, ErrorCategory.Transient),
        AgentOutcomeKind.Denied or AgentOutcomeKind.Auth => (ErrorCodes.AgentFailed, ErrorCategory.Permission),
        AgentOutcomeKind.Budget => (ErrorCodes.BudgetUsedUp, ErrorCategory.Configuration),
        _ => (ErrorCodes.AgentFailed, ErrorCategory.AgentFailed),
    };

    private static AgentCapability Needed(AgentMode mode) => mode switch
    {
        AgentMode.Plan => AgentCapability.Plan,
        AgentMode.Code => AgentCapability.Code,
        _ => AgentCapability.Fix,
    };

    private async Task<string> PromptAsync(AgentStepInput input, CancellationToken cancellationToken)
    {
        var prompt = new StringBuilder();
        prompt.Append("Mode: ").Append(input.Mode.ToString().ToLowerInvariant()).Append("\n\n");
        prompt.Append(input.Mode switch
        {
            AgentMode.Plan => "Write a short plan for the requirement below and print it. Read the working tree; change nothing.\n",
            AgentMode.Code => "Make the change that the requirement below asks for, in the current directory. "
                + "Do not commit, push or open a pull request: that is done for you.\n",
            AgentMode.Merge => "Your change conflicts with the base branch, which has been merged into the current directory. Resolve the "
                + "conflicts so that both sides' changes keep their meaning, and leave no conflict marker. "
                + "Do not commit, push or open a pull request: that is done for you.\n",
            _ => "Your change does not pass what is below. Put it right in the current directory, without weakening the gates. "
                + "Do not commit, push or open a pull request: that is done for you.\n",
        });
        prompt.Append("\nRequirement:\n").Append(input.Requirement.Trim()).Append('\n');

        if (input.Mode != AgentMode.Plan && await PlanAsync(input.Plan, cancellationToken) is { } plan)
        {
            prompt.Append("\nPlan:\n").Append(plan.Trim()).Append('\n');
        }

        if (input.Mode is AgentMode.Fix or AgentMode.Merge)
        {
            prompt.Append(input.Mode == AgentMode.Fix ? "\nGate output:\n" : "\nConflicts:\n").Append(input.Feedback).Append('\n');
        }

        return prompt.ToString();
    }

    private async Task<string?> PlanAsync(ArtifactReference? plan, CancellationToken cancellationToken)
    {
        if (plan is null)
        {
            return null;
        }

        var content = artifacts.OpenRead(plan.Sha256);
        if (content is null)
        {
            return null;
        }

        using var reader = new StreamReader(content, Encoding.UTF8);
        var buffer = new char[MaxPlanLength];
        return new string(buffer, 0, await reader.ReadBlockAsync(buffer, cancellationToken));
    }
}
