namespace Slipway.Core;

/// <summary>The stable codes of user-visible errors. Each has a page in <c>docs/errors</c>.</summary>
public static class ErrorCodes
{
    /// <summary>A request's field is missing, too long, or of the wrong form.</summary>
    public const string InvalidRequest = "SLW1001";

    /// <summary>The lifecycle does not allow this step from its state.</summary>
    public const string TransitionRefused = "SLW1002";

    /// <summary>No workflow has this id.</summary>
    public const string WorkflowNotFound = "SLW1003";

    /// <summary>The same idempotency key came with another request.</summary>
    public const string IdempotencyConflict = "SLW1004";

    /// <summary>A webhook's signature is missing or wrong, or no secret is configured.</summary>
    public const string SignatureRefused = "SLW1005";

    /// <summary>As many workflows run as may, and this one is not to wait.</summary>
    public const string TooManyWorkflows = "SLW1006";

    /// <summary>As many streams of events are open as may be.</summary>
    public const string TooManyStreams = "SLW1007";

    /// <summary>The host asks who somebody is, and does not know them.</summary>
    public const string NotSignedIn = "SLW1008";

    /// <summary>Somebody's roles do not allow what they ask for, or they ask for it in another's name.</summary>
    public const string NotAllowed = "SLW1009";

    /// <summary>The file of start rules cannot be read or has errors.</summary>
    public const string StartRulesInvalid = "SLW1011";

    /// <summary>A definition's id belongs to one that the host has without its being registered.</summary>
    public const string DefinitionTaken = "SLW1012";

    /// <summary>A registered definition is not, or no longer, the one that a change is for.</summary>
    public const string DefinitionChanged = "SLW1013";

    /// <summary>The path is not a Git repository that can be worked on.</summary>
    public const string RepositoryUnusable = "SLW2001";

    /// <summary>The base branch does not exist.</summary>
    public const string BaseBranchMissing = "SLW2002";

    /// <summary>The repository has changes that are not committed.</summary>
    public const string RepositoryDirty = "SLW2003";

    /// <summary>A Git command failed.</summary>
    public const string GitFailed = "SLW2004";

    /// <summary>The pull request cannot be merged as it is.</summary>
    public const string MergeRefused = "SLW2005";

    /// <summary>The pull request and its base branch have changed the same lines.</summary>
    public const string MergeConflict = "SLW2006";

    /// <summary>The branch of the pull request cannot be worked on.</summary>
    public const string PullRequestUnusable = "SLW2007";

    /// <summary>GitHub refused a request, or the token.</summary>
    public const string GitHubRefused = "SLW2011";

    /// <summary>GitHub could not be reached, or could not answer.</summary>
    public const string GitHubUnavailable = "SLW2012";

    /// <summary>GitHub's rate limit is reached.</summary>
    public const string GitHubRateLimited = "SLW2013";

    /// <summary>Whoever deploys said that a deployment failed, or what was deployed does not answer.</summary>
    public const string DeploymentFailed = "SLW2014";

    /// <summary>There is no such agent, or its program is not installed.</summary>
    public const string AgentNotAvailable = "SLW3001";

    /// <summary>The agent's run failed.</summary>
    public const string AgentFailed = "SLW3002";

    /// <summary>The agent ran and changed nothing.</summary>
    public const string AgentChangedNothing = "SLW3003";

    /// <summary>Quality gates still fail after the allowed rounds.</summary>
    public const string GatesFailed = "SLW3004";

    /// <summary>A state took longer than allowed.</summary>
    public const string StateTimedOut = "SLW3005";

    /// <summary>An approval was refused.</summary>
    public const string ApprovalRejected = "SLW3006";

    /// <summary>Somebody cancelled the workflow.</summary>
    public const string Cancelled = "SLW3007";

    /// <summary>The agents of a workflow have taken all that they may.</summary>
    public const string BudgetUsedUp = "SLW3008";

    /// <summary>An agent does not do the kind of work that a step needs.</summary>
    public const string AgentCannot = "SLW3009";

    /// <summary>A step's command or plugin failed.</summary>
    public const string StepFailed = "SLW6101";

    /// <summary>A step took longer than allowed.</summary>
    public const string StepTimedOut = "SLW6102";

    /// <summary>The host has no plugin of this name.</summary>
    public const string PluginNotAvailable = "SLW6103";

    /// <summary>A step's config has no value, or not one that its plugin takes.</summary>
    public const string StepConfigInvalid = "SLW6104";

    /// <summary>Steps wait for each other, or for something that cannot come.</summary>
    public const string Deadlocked = "SLW6105";

    /// <summary>A step gave more than is kept.</summary>
    public const string OutputTooLarge = "SLW6106";

    /// <summary>The whole workflow took longer than allowed.</summary>
    public const string RunTimedOut = "SLW6107";

    /// <summary>The workflow that a step started did not succeed.</summary>
    public const string ChildFailed = "SLW6108";

    /// <summary>Something could not be written to disk.</summary>
    public const string StorageFailed = "SLW4001";

    /// <summary>A gate's report is outside the worktree, too large, or one of too many.</summary>
    public const string ReportUnusable = "SLW3101";

    /// <summary>The event queue for downstream services refuses or cannot be reached.</summary>
    public const string EventQueueFailed = "SLW5101";

    /// <summary>An address that a user gave is not on the public Internet, and not allowed.</summary>
    public const string AddressRefused = "SLW5102";

    /// <summary>The target of a notification did not take it.</summary>
    public const string NotificationFailed = "SLW5103";

    /// <summary>The issue tracker or the pages beside it refuse a request or cannot be reached.</summary>
    public const string TrackerFailed = "SLW5104";

    /// <summary>An HTTP request of a step was answered with another status than expected, or not at all.</summary>
    public const string HttpCallFailed = "SLW5105";

    /// <summary>There is no secret of this name, or it may not go where a step wants to send it.</summary>
    public const string SecretRefused = "SLW5106";

    /// <summary>A step or gate needs an AI model, and this host has none.</summary>
    public const string AiNotConfigured = "SLW5201";

    /// <summary>The AI service refused a request, could not be reached, or was too slow.</summary>
    public const string AiFailed = "SLW5202";

    /// <summary>The AI model's answers are not of the form that was asked for, or it refuses to answer.</summary>
    public const string AiAnswerUnusable = "SLW5203";

    /// <summary>A defect of ours.</summary>
    public const string Unexpected = "SLW9001";
}
