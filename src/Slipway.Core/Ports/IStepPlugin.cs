using System.Text.Json;

namespace Slipway.Core.Ports;

/// <summary>What a step of a workflow definition does; found by its name. Register it as a service: that is all.</summary>
/// <remarks>
/// It may run more than once for the same step: a crash or a retry repeats it. So it finds what an earlier run has done, by
/// <see cref="StepContext.Marker"/>, before it does anything. One instance serves all workflows; it is called by many threads.
/// </remarks>
public interface IStepPlugin
{
    /// <summary>The name that a step's <c>uses</c> says, such as <c>shell.run</c>: lower-case words with dots between them.</summary>
    string Name { get; }

    /// <summary>One sentence for people: what it does.</summary>
    string Description => Name;

    /// <summary>A JSON Schema of the step's <c>config</c>, by which definitions are checked before they run. Unset: any object.</summary>
    JsonElement? ConfigSchema => null;

    /// <summary>The names of all outputs that it may give, by which expressions are checked before anything runs. Default unset: it may
    /// give any.</summary>
    IReadOnlyList<string>? OutputNames => null;

    /// <summary>The outputs that are of use only as they are: where keeping them would take something out (control characters, line ends
    /// but <c>\n</c>, what looks like a credential), the step fails instead. Default none.</summary>
    IReadOnlyList<string> VerbatimOutputs => [];

    /// <summary>Whether it works in the workflow's Git worktree. Default no.</summary>
    bool NeedsWorkspace => false;

    /// <summary>Who may work in the worktree beside it. Default: others that share it, if it needs one.</summary>
    WorkspaceUse WorkspaceUse => NeedsWorkspace ? WorkspaceUse.Shared : WorkspaceUse.None;

    /// <summary>Whether an agent does the work, so that fallback agents, budgets and the circuit breaker apply. Default no.</summary>
    bool UsesAgent => false;

    /// <summary>What its agent must be able to do, by which a workflow is refused before it starts. Default to code, if it uses one.
    /// </summary>
    /// <param name="config">As the definition has it.</param>
    IReadOnlyList<AgentCapability> NeedsOfAgent(JsonElement config) => UsesAgent ? [AgentCapability.Code] : [];

    /// <summary>Longest run of one attempt when its step does not say. Default 30 minutes.</summary>
    TimeSpan DefaultTimeout => TimeSpan.FromMinutes(30);

    /// <summary>What is wrong with a step's config beyond its schema, before anything runs; texts in it may still hold expressions.
    /// Default nothing.</summary>
    /// <param name="config">As the definition has it.</param>
    StepConfigProblem? Check(JsonElement config) => null;

    /// <summary>What this host would have to be given for it, as the error that refuses a workflow before it starts. Default
    /// nothing.</summary>
    /// <param name="config">As the definition has it.</param>
    SlipwayException? Missing(JsonElement config) => null;

    /// <summary>Does the step's work once.</summary>
    /// <param name="context">What, where, and for whom.</param>
    /// <param name="cancellationToken">The step timed out, was stopped by somebody, or the host stops.</param>
    /// <returns>How it ended. What can go wrong is a value; an exception is a defect, and tried again as such.</returns>
    Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken);
}
