using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Slipway.Core.Definitions.Running;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <summary>Runs a workflow definition: each step as soon as those it depends on are over. What fails is parked until somebody decides;
/// what is finished is never run again.</summary>
public static class DefinitionRunner
{
    /// <summary>Runs a workflow from its request to its end.</summary>
    /// <returns>How it ended, and what it gives.</returns>
    [Function(nameof(DefinitionRunner))]
    public static async Task<DefinitionRunResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var run = new DefinitionRun(context, context.GetInput<DefinitionRunRequest>()!);
        run.Begin();
        while (!run.IsOver)
        {
            await run.AdvanceAsync();
            await run.NextAsync();
        }

        return await run.EndAsync();
    }
}
