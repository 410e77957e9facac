using Slipway.Core.Security.Access;

namespace Slipway.Functions.Access;

/// <summary>What each HTTP function needs. A test holds the table to the functions that there are; one that is not in it is refused.
/// </summary>
internal static class FunctionPermissions
{
    /// <summary>What stands where a function is open: it has a signature of its own, or tells nothing of workflows.</summary>
    public const string None = "";

    /// <summary>The permission, by the name of the function.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["StartWorkflow"] = Permission.CreateWorkflow,

        ["ListWorkflows"] = Permission.ReadWorkflow,
        ["GetWorkflow"] = Permission.ReadWorkflow,
        ["GetWorkflowEvents"] = Permission.ReadWorkflow,
        ["GetArtifact"] = Permission.ReadWorkflow,
        ["PlanWorkflow"] = Permission.ReadWorkflow,
        ["FindStuckWorkflows"] = Permission.ReadWorkflow,
        ["Negotiate"] = Permission.ReadWorkflow,

        ["PauseWorkflow"] = Permission.PauseWorkflow,
        ["ResumeWorkflow"] = Permission.ResumeWorkflow,
        ["CancelWorkflow"] = Permission.DeleteWorkflow,
        ["ApproveWorkflow"] = Permission.ApproveWorkflow,
        ["RejectWorkflow"] = Permission.ApproveWorkflow,

        ["RecoverWorkflow"] = Permission.UpdateWorkflow,
        ["SkipStep"] = Permission.UpdateWorkflow,
        ["GoBackToStep"] = Permission.UpdateWorkflow,
        ["ChangeStepInput"] = Permission.UpdateWorkflow,
        ["RetryStep"] = Permission.ExecuteWorkflow,
        ["RunStepByHand"] = Permission.ExecuteWorkflow,
        ["RaiseWorkflowEvent"] = Permission.ExecuteWorkflow,

        ["ListDefinitions"] = Permission.ReadDefinition,
        ["GetDefinition"] = Permission.ReadDefinition,
        ["GetDefinitionSchema"] = Permission.ReadDefinition,
        ["GetDefinitionDurations"] = Permission.ReadDefinition,
        ["PlanDefinition"] = Permission.ReadDefinition,
        ["ValidateDefinition"] = Permission.ReadDefinition,
        ["PutDefinition"] = Permission.UpdateDefinition,
        ["DeleteDefinition"] = Permission.DeleteDefinition,

        ["ListAgents"] = Permission.ReadHost,
        ["GetMetrics"] = Permission.ReadHost,

        ["DescribeApi"] = None,
        ["Health"] = None,
        ["HealthLive"] = None,
        ["HealthReady"] = None,
        ["GitHubWebhook"] = None,
    };
}
