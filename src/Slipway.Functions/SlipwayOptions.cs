using Slipway.Core.Lifecycle;
using Slipway.Core.Policies.Admission;
using Slipway.Core.Policies.CircuitBreaker;

namespace Slipway.Functions;

/// <summary>What an operator sets, in the configuration's section <c>Slipway</c>. Checked at start.</summary>
public sealed class SlipwayOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Slipway";

    /// <summary>The secret GitHub signs its webhooks with. Unset: every webhook is refused.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>The secret before it, taken as well while it is replaced. Unset: none.</summary>
    public string? PreviousWebhookSecret { get; set; }

    /// <summary>The account that Slipway acts with on GitHub: its comments are no commands. Bots' and marked ones never are.</summary>
    public string? GitHubLogin { get; set; }

    /// <summary>The file of rules by which a delivery starts a workflow, YAML. Unset: none does.</summary>
    public string? StartRules { get; set; }

    /// <summary>The folder of workflow definitions that are read at start: <c>*.yaml *.yml *.json</c>. Unset: <c>definitions</c> in the
    /// data directory, if there is one.</summary>
    public string? DefinitionsFolder { get; set; }

    /// <summary>The most minutes a workflow may ask for one state, more than 0. Default 30.</summary>
    public double MaxStateTimeoutMinutes { get; set; } = 30;

    /// <summary>
    /// The minutes between two looks at a pull request that somebody may merge by hand while its workflow waits for an approval: 0.1 to
    /// 1440, default 5. The longer it has waited, the longer it takes: at least a twentieth of that time. A webhook tells at once.
    /// </summary>
    public double PullRequestPollMinutes { get; set; } = 5;

    /// <summary>The minutes between two looks for workflows that can never go on, which the log then names: 0 (it does not look) to 1440,
    /// default 10.</summary>
    public double WatchdogMinutes { get; set; } = 10;

    /// <summary>The seconds in which a webhook is answered, 0.5 to 9; GitHub waits for 10. Default 1. A delivery that takes longer is kept
    /// first, and worked on after the answer.</summary>
    public double WebhookAnswerSeconds { get; set; } = 1;

    /// <summary>How many streams of events a process of the host has open at once, 1 to 10,000. Default 100.</summary>
    public int MaxEventStreams { get; set; } = 100;

    /// <summary>How many workflows run at once, at least 1; the others wait. Default 50. The environment variable
    /// <c>MAX_CONCURRENT_WORKFLOWS</c> sets it too.</summary>
    public int MaxConcurrentWorkflows { get; set; } = AdmissionLimits.DefaultTotal;

    /// <summary>How many of them work on one repository; 0, the default, is without a limit.</summary>
    public int MaxConcurrentPerRepository { get; set; }

    /// <summary>How many of them have one agent; 0, the default, is without a limit.</summary>
    public int MaxConcurrentPerAgent { get; set; }

    /// <summary>How many of them have a certain agent, by its name, in place of <see cref="MaxConcurrentPerAgent"/>; 0 is without a limit.
    /// Default none.</summary>
    public IDictionary<string, int> AgentLimits { get; } = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many of them are of one definition; 0, the default, is without a limit.</summary>
    public int MaxConcurrentPerDefinition { get; set; }

    /// <summary>What happens to a workflow that cannot start at once. Default: it waits.</summary>
    public LimitAction OnLimit { get; set; }

    /// <summary>When an agent that fails is left alone for a while.</summary>
    public CircuitBreakerOptions CircuitBreaker { get; set; } = new();

    /// <summary>The limits on how many run at once.</summary>
    public AdmissionLimits Admission => new()
    {
        Total = MaxConcurrentWorkflows,
        PerRepository = MaxConcurrentPerRepository,
        PerAgent = MaxConcurrentPerAgent,
        OfAgent = new Dictionary<string, int>(AgentLimits, StringComparer.OrdinalIgnoreCase),
        PerDefinition = MaxConcurrentPerDefinition,
        Refuse = OnLimit == LimitAction.Reject,
    };

    /// <summary>The limits that requests are checked against.</summary>
    public WorkflowLimits Limits => new() { MaxStateTimeoutMinutes = MaxStateTimeoutMinutes };
}
