namespace Slipway.Core.Security.Access;

/// <summary>What somebody may be allowed to do, <c>thing:deed</c>. Which request needs which is in the API's table.</summary>
public static class Permission
{
    /// <summary>Start a workflow.</summary>
    public const string CreateWorkflow = "workflow:create";

    /// <summary>List workflows, and see what they did.</summary>
    public const string ReadWorkflow = "workflow:read";

    /// <summary>Have a workflow go on otherwise than it would: recover, skip, go back, change an input or an agent.</summary>
    public const string UpdateWorkflow = "workflow:update";

    /// <summary>End a workflow for good.</summary>
    public const string DeleteWorkflow = "workflow:delete";

    /// <summary>Have a step run again or by hand, and send the events that steps wait for.</summary>
    public const string ExecuteWorkflow = "workflow:execute";

    /// <summary>Hold a workflow.</summary>
    public const string PauseWorkflow = "workflow:pause";

    /// <summary>Let a held workflow go on.</summary>
    public const string ResumeWorkflow = "workflow:resume";

    /// <summary>Approve or reject what a workflow waits for; its own rule says who may, too.</summary>
    public const string ApproveWorkflow = "workflow:approve";

    /// <summary>List definitions, see, check and plan them.</summary>
    public const string ReadDefinition = "definition:read";

    /// <summary>Register a definition, or a new version of one.</summary>
    public const string UpdateDefinition = "definition:update";

    /// <summary>Remove a registered definition.</summary>
    public const string DeleteDefinition = "definition:delete";

    /// <summary>See agents and metrics.</summary>
    public const string ReadHost = "host:read";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        CreateWorkflow, ReadWorkflow, UpdateWorkflow, DeleteWorkflow, ExecuteWorkflow, PauseWorkflow, ResumeWorkflow, ApproveWorkflow,
        ReadDefinition, UpdateDefinition, DeleteDefinition, ReadHost,
    ];
}
