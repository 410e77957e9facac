namespace Slipway.Core.Definitions.Reading;

/// <summary>The keys of definitions: the one table by which the reader reads and from which the JSON Schema is made.</summary>
/// <remarks>Other forms are understood because definitions come from elsewhere: <c>dependencies</c>, <c>retry_count</c>,
/// <c>timeoutMinutes</c> and the like set the same fields.</remarks>
internal static class DefinitionKeys
{
    public const string DefinitionIdPattern = "^[a-z][a-z0-9_-]{0,99}$";
    public const string StepIdPattern = "^[A-Za-z][A-Za-z0-9_-]{0,99}$";

    private const string NamePattern = "^[A-Za-z_][A-Za-z0-9_-]{0,99}$";
    private const int MaxExpression = Expressions.Expression.MaxLength;

    private static readonly ValueSpec Line = new ValueSpec.Text("a text of at most 200 characters", 200);
    private static readonly ValueSpec Prose = new ValueSpec.Text("a text of at most 4,000 characters", 4_000);
    private static readonly ValueSpec Formula = new ValueSpec.Text("an expression of at most 4,096 characters", MaxExpression);
    private static readonly ValueSpec Delay = new ValueSpec.Duration(TimeSpan.FromMilliseconds(1), TimeSpan.Zero);
    private static readonly ValueSpec TimeLimit = new ValueSpec.Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
    private static readonly ValueSpec Minutes = new ValueSpec.Duration(TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(1));
    private static readonly ValueSpec Formulas = new ValueSpec.Map(NamePattern, Formula, 100);

    private static readonly ValueSpec StepId = new ValueSpec.Text(
        "the id of a step: 1 to 100 letters, digits, dashes and underscores, starting with a letter", 100, StepIdPattern);

    private static readonly ValueSpec StepIds = new ValueSpec.List(StepId, 1_000);
    private static readonly ValueSpec Steps = new ValueSpec.List(new ValueSpec.Object(() => Step!), WorkflowDefinition.MaxSteps);

    public static ObjectSpec Input { get; } = new("an input",
    [
        new("type", ValueSpec.Choice.Of<InputType>(("text", InputType.String)), "What it must be. Default string."),
        new("required", new ValueSpec.Boolean(), "Whether a run without it is refused. Default false."),
        new("default", new ValueSpec.Any(), "The value of a run without it. Default null."),
        new("description", Prose, "For people."),
        new("enum", new ValueSpec.List(new ValueSpec.Any(), 100), "The values it may have. Default: all of its type."),
    ]);

    public static ObjectSpec Retry { get; } = new("retry",
    [
        new("maxAttempts", new ValueSpec.Integer(1, 20), "Attempts in all, the first one counted. Default 4."),
        new("baseDelay", Delay, "The delay before the first retry. Default 2s."),
        new("baseDelayMs", Delay, "The same, in milliseconds.", "baseDelay"),
        new("maxDelay", Delay, "The longest delay. Default 1m."),
        new("maxDelayMs", Delay, "The same, in milliseconds.", "maxDelay"),
        new("backoff", ValueSpec.Choice.Of<Backoff>(), "How the delay grows. Default exponential."),
        new("multiplier", new ValueSpec.Number(1, 10), "Growth of an exponential delay. Default 2."),
        new("backoffMultiplier", new ValueSpec.Number(1, 10), "The same.", "multiplier"),
        new("jitter", new ValueSpec.Number(0, 1), "Share of the delay that is random. Default 0.2."),
        new("retryOn", new ValueSpec.List(Line, 50), "Error categories and patterns to try again. Default: what may pass."),
        new("retryableErrors", new ValueSpec.List(Line, 50), "The same.", "retryOn"),
    ]);

    public static ObjectSpec ErrorHandling { get; } = new("errorHandling",
    [
        new(
            "strategy",
            ValueSpec.Choice.Of<ErrorStrategy>(
                ("immediate_escalation", ErrorStrategy.FailFast),
                ("continue_on_failure", ErrorStrategy.Continue),
                ("retry_with_analysis", ErrorStrategy.Retry)),
            "What happens when a step fails. Default retry."),
        new("maxRetries", new ValueSpec.Integer(0, 19), "Retries after a step's first attempt; 0 means none. Default 3."),
        new("fallbackAgents", new ValueSpec.List(Line, 20), "The agents to go on with, in order. Default none."),
        new("compensateWith", new ValueSpec.Map(StepIdPattern, StepId, 1_000), "By a step's id, the id of the step that undoes it."),
    ]);

    public static ObjectSpec Step { get; } = new("a step",
    [
        new("id", StepId, "Unique in its definition.", IsRequired: true),
        new("name", Line, "For people. Default: the id."),
        new("type", StepTypes(), "What kind of step. Default task."),
        new("uses", Line, "The plugin that does the work, such as shell.run; the definition that a subflow runs."),
        new("implementation", Line, "The same.", "uses"),
        new("agent", Line, "The agent's name, for a plugin that needs one; an expression may choose it."),
        new("dependsOn", StepIds, "Ids of steps that have to be over before this one begins. Default none."),
        new("dependencies", StepIds, "The same.", "dependsOn"),
        new("when", Formula, "An expression that must be true for the step to run. Default success()."),
        new("timeout", TimeLimit, "Longest run of one attempt. Default: the plugin's; 7 days for an approval or a wait."),
        new("timeoutMs", TimeLimit, "The same, in milliseconds.", "timeout"),
        new("timeoutMinutes", Minutes, "The same, in minutes.", "timeout"),
        new("retry", new ValueSpec.Object(() => Retry), "When to try again. Default: by errorHandling."),
        new("retryPolicy", new ValueSpec.Object(() => Retry), "The same.", "retry"),
        new("retryCount", new ValueSpec.Integer(0, 19), "Retries after the first attempt; 0 means none.", "retry"),
        new("onFailure", StepId, "park, fail, continue, or the id of a step that then runs in its place. Default: by errorHandling."),
        new("parallel", new ValueSpec.Boolean(), "Whether it may run beside others. Default true."),
        new("config", new ValueSpec.AnyObject(), "The plugin's or the type's settings; texts may hold expressions."),
        new("outputs", Formulas, "More outputs: expressions by name, in which result is what the step gave."),
        new("steps", Steps, "The steps inside a parallel or a foreach."),
    ]);

    public static ObjectSpec Dependency { get; } = new("a dependency",
    [
        new("step", StepId, "The step that waits.", IsRequired: true),
        new("dependsOn", StepIds, "What it waits for.", IsRequired: true),
    ]);

    public static ObjectSpec Definition { get; } = new("a definition",
    [
        new("$schema", new ValueSpec.Any(), "For editors."),
        new(
            "id",
            new ValueSpec.Text(
                "1 to 100 lower-case letters, digits, dashes and underscores, starting with a letter", 100, DefinitionIdPattern),
            "Its name in commands and addresses.",
            IsRequired: true),
        new("name", Line, "For people. Default: the id."),
        new("description", Prose, "For people."),
        new("version", new ValueSpec.Text("a text of at most 50 characters", 50), "Whatever its author calls this version. Default 1."),
        new("inputs", new ValueSpec.Map(NamePattern, new ValueSpec.Object(() => Input), 100), "What a run is given, by name."),
        new("timeout", TimeLimit, "Longest whole run, paused time and waits for people not counted. Default none."),
        new("timeoutMs", TimeLimit, "The same, in milliseconds.", "timeout"),
        new("timeoutMinutes", Minutes, "The same, in minutes.", "timeout"),
        new("pullRequest", Formula, "The pull request whose branch its steps work on: a number, or an expression over the inputs. "
            + "Default none: they work on a branch of the workflow's own."),
        new("maxConcurrentSteps", new ValueSpec.Integer(1, 100), "How many steps run at once. Default 5."),
        new("errorHandling", new ValueSpec.Object(() => ErrorHandling), "What happens when a step fails."),
        new("retryPolicy", new ValueSpec.Object(() => Retry), "The retry of each step that has none of its own."),
        new("steps", Steps, "The steps.", IsRequired: true),
        new("dependencies", new ValueSpec.List(new ValueSpec.Object(() => Dependency), WorkflowDefinition.MaxSteps),
            "More dependencies, besides those that the steps name."),
        new("outputs", Formulas, "What a run gives: expressions by name, evaluated at its end."),
    ]);

    /// <summary>Kinds of work that other engines call a step's type: they are tasks, of an agent unless the step says otherwise.</summary>
    private static ValueSpec.Choice StepTypes() => ValueSpec.Choice.Of<StepType>(
        from name in new[] { "analysis", "generation", "deployment", "validation", "testing", "security", "performance" }
        select (name, (object)name));
}
