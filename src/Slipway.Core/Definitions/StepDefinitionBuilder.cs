using System.Text.Json;

namespace Slipway.Core.Definitions;

/// <summary>Makes a step of a <see cref="WorkflowDefinitionBuilder"/>. What is not said is as in <see cref="StepDefinition"/>.</summary>
public sealed class StepDefinitionBuilder
{
    private readonly Dictionary<string, string> _outputs = new(StringComparer.Ordinal);
    private readonly List<StepDefinition> _steps = [];
    private StepDefinition _step;

    internal StepDefinitionBuilder(string id, StepType type) => _step = new StepDefinition { Id = id, Type = type };

    /// <summary>Names it for people.</summary>
    public StepDefinitionBuilder Named(string name) => With(_step with { Name = name });

    /// <summary>Names its plugin, or the definition that a subflow runs.</summary>
    public StepDefinitionBuilder Uses(string uses) => With(_step with { Uses = uses });

    /// <summary>Names its agent.</summary>
    public StepDefinitionBuilder Agent(string agent) => With(_step with { Agent = agent });

    /// <summary>Lets it wait for other steps, besides those it waits for already.</summary>
    public StepDefinitionBuilder After(params IEnumerable<string> steps) => With(_step with { DependsOn = [.. _step.DependsOn, .. steps] });

    /// <summary>Lets it run only when an expression is true.</summary>
    public StepDefinitionBuilder When(string expression) => With(_step with { When = expression });

    /// <summary>Limits one attempt.</summary>
    public StepDefinitionBuilder Timeout(TimeSpan timeout) => With(_step with { Timeout = timeout });

    /// <summary>Says when it is tried again.</summary>
    public StepDefinitionBuilder Retry(RetryDefinition retry) => With(_step with { Retry = retry });

    /// <summary>Says what happens when it has failed for good: <c>park</c>, <c>fail</c>, <c>continue</c> or a step's id.</summary>
    public StepDefinitionBuilder OnFailure(string action) => With(_step with { OnFailure = action });

    /// <summary>Lets nothing else run beside it.</summary>
    public StepDefinitionBuilder Alone() => With(_step with { Parallel = false });

    /// <summary>Sets its config.</summary>
    /// <param name="config">An object, written as JSON; its texts may hold expressions.</param>
    public StepDefinitionBuilder Config(object config) =>
        With(_step with { Config = JsonSerializer.SerializeToElement(config, CoreJson.Options) });

    /// <summary>Adds an output: an expression in which <c>result</c> is what the step gave.</summary>
    /// <exception cref="ArgumentException">There is one of this name.</exception>
    public StepDefinitionBuilder Output(string name, string expression)
    {
        _outputs.Add(name, expression);
        return this;
    }

    /// <summary>Adds a task inside, of a parallel or a foreach.</summary>
    public StepDefinitionBuilder Step(string id, string uses, Action<StepDefinitionBuilder>? configure = null) =>
        Step(id, StepType.Task, step =>
        {
            step.Uses(uses);
            configure?.Invoke(step);
        });

    /// <summary>Adds a step of any kind inside, of a parallel or a foreach.</summary>
    public StepDefinitionBuilder Step(string id, StepType type, Action<StepDefinitionBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var step = new StepDefinitionBuilder(id, type);
        configure(step);
        _steps.Add(step.Build());
        return this;
    }

    internal StepDefinition Build() => _step with { Outputs = _outputs, Steps = _steps };

    private StepDefinitionBuilder With(StepDefinition step)
    {
        _step = step;
        return this;
    }
}
