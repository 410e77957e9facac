namespace Slipway.Core.Definitions;

/// <summary>A process, as data: steps that depend on each other. Read and checked before it is run; never changed while it runs.</summary>
public sealed record WorkflowDefinition
{
    /// <summary>The version of a definition whose author names none.</summary>
    public const string DefaultVersion = "1";

    /// <summary>The most steps a definition may have, those inside of others counted.</summary>
    public const int MaxSteps = 10_000;

    /// <summary>How many steps run at once, unless a definition says otherwise.</summary>
    public const int DefaultMaxConcurrentSteps = 5;

    /// <summary>1 to 100 lower-case letters, digits, dashes and underscores, starting with a letter.</summary>
    public required string Id { get; init; }

    /// <summary>For people. Unset: the id.</summary>
    public string? Name { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Whatever its author calls this version, such as <c>1.2.0</c>. A running workflow keeps the one it started with.</summary>
    public string Version { get; init; } = DefaultVersion;

    /// <summary>What a run is given, by name.</summary>
    public IReadOnlyDictionary<string, InputDefinition> Inputs { get; init; } =
        new Dictionary<string, InputDefinition>(StringComparer.Ordinal);

    /// <summary>Longest whole run, paused time and waits for people not counted. Unset: none but those of the steps.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The number of the pull request to work on, or an expression over the inputs that gives it: its steps then work on the pull
    /// request's own branch. Unset: on a branch of the workflow's own.</summary>
    public string? PullRequest { get; init; }

    /// <summary>How many steps run at once, 1 to 100. Default 5.</summary>
    public int MaxConcurrentSteps { get; init; } = DefaultMaxConcurrentSteps;

    /// <summary>What happens when a step fails.</summary>
    public ErrorHandling ErrorHandling { get; init; } = new();

    /// <summary>The steps, in the order they are written; they run in the order of their dependencies.</summary>
    public required IReadOnlyList<StepDefinition> Steps { get; init; }

    /// <summary>What a run gives: expressions by name, evaluated at its end.</summary>
    public IReadOnlyDictionary<string, string> Outputs { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>All its steps, each before those inside it.</summary>
    public IEnumerable<StepDefinition> AllSteps()
    {
        return Flat(Steps);

        static IEnumerable<StepDefinition> Flat(IEnumerable<StepDefinition> steps) =>
            steps.SelectMany(step => Flat(step.Steps).Prepend(step));
    }
}
