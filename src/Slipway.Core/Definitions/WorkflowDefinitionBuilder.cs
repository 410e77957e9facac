using System.Text.Json;

namespace Slipway.Core.Definitions;

/// <summary>Makes a definition in code, for workflows that are put together while the program runs. Not thread-safe.</summary>
/// <example>
/// <code>
/// var definition = new WorkflowDefinitionBuilder("checks")
///     .Input("branch", InputType.String, required: true)
///     .Step("build", "shell.run", step => step.Config(new { command = "make" }).Timeout(TimeSpan.FromMinutes(5)))
///     .Step("test", "shell.run", step => step.After("build").Config(new { command = "make test" }))
///     .Build();
/// </code>
/// </example>
public sealed class WorkflowDefinitionBuilder
{
    private readonly Dictionary<string, InputDefinition> _inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _outputs = new(StringComparer.Ordinal);
    private readonly List<StepDefinition> _steps = [];
    private WorkflowDefinition _definition;

    /// <summary>Begins a definition.</summary>
    /// <param name="id">Its id.</param>
    public WorkflowDefinitionBuilder(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        _definition = new WorkflowDefinition { Id = id, Steps = [] };
    }

    /// <summary>Says what it is, for people.</summary>
    public WorkflowDefinitionBuilder Named(string name, string? description = null)
    {
        _definition = _definition with { Name = name, Description = description };
        return this;
    }

    /// <summary>Names this version. Default 1.</summary>
    public WorkflowDefinitionBuilder Version(string version)
    {
        _definition = _definition with { Version = version };
        return this;
    }

    /// <summary>Adds an input.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">What it must be.</param>
    /// <param name="required">Whether a run without it is refused.</param>
    /// <param name="default">The value of a run without it; written as JSON.</param>
    /// <param name="description">For people.</param>
    /// <exception cref="ArgumentException">There is one of this name.</exception>
    public WorkflowDefinitionBuilder Input(
        string name, InputType type = InputType.String, bool required = false, object? @default = null, string? description = null)
    {
        _inputs.Add(name, new InputDefinition
        {
            Type = type,
            Required = required,
            Default = @default is null ? null : JsonSerializer.SerializeToElement(@default, CoreJson.Options),
            Description = description,
        });
        return this;
    }

    /// <summary>Limits how many steps run at once. Default 5.</summary>
    public WorkflowDefinitionBuilder MaxConcurrentSteps(int count)
    {
        _definition = _definition with { MaxConcurrentSteps = count };
        return this;
    }

    /// <summary>Limits the whole run. Default: not limited.</summary>
    public WorkflowDefinitionBuilder Timeout(TimeSpan timeout)
    {
        _definition = _definition with { Timeout = timeout };
        return this;
    }

    /// <summary>Has its steps work on a pull request's branch. Default: on a branch of the workflow's own.</summary>
    /// <param name="number">Its number, or an expression over the inputs.</param>
    public WorkflowDefinitionBuilder OnPullRequest(string number)
    {
        _definition = _definition with { PullRequest = number };
        return this;
    }

    /// <summary>Says what happens when a step fails.</summary>
    public WorkflowDefinitionBuilder OnError(ErrorHandling handling)
    {
        _definition = _definition with { ErrorHandling = handling };
        return this;
    }

    /// <summary>Adds a task.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="uses">Its plugin.</param>
    /// <param name="configure">Says the rest.</param>
    public WorkflowDefinitionBuilder Step(string id, string uses, Action<StepDefinitionBuilder>? configure = null) =>
        Step(id, StepType.Task, step =>
        {
            step.Uses(uses);
            configure?.Invoke(step);
        });

    /// <summary>Adds a step of any kind.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="type">Its kind.</param>
    /// <param name="configure">Says the rest.</param>
    public WorkflowDefinitionBuilder Step(string id, StepType type, Action<StepDefinitionBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var step = new StepDefinitionBuilder(id, type);
        configure(step);
        _steps.Add(step.Build());
        return this;
    }

    /// <summary>Adds an output: an expression over the finished run.</summary>
    /// <exception cref="ArgumentException">There is one of this name.</exception>
    public WorkflowDefinitionBuilder Output(string name, string expression)
    {
        _outputs.Add(name, expression);
        return this;
    }

    /// <summary>The definition, in the form that reading it from a file gives. Validate it as one from a file.</summary>
    /// <exception cref="SlipwayException">It breaks a rule that holds for files, too; the message names all that are broken.</exception>
    public WorkflowDefinition Build()
    {
        var written = DefinitionWriter.Write(_definition with { Inputs = _inputs, Steps = _steps, Outputs = _outputs });
        var reading = DefinitionReader.Read(written, $"{_definition.Id}.json");
        return reading.Definition ?? throw new SlipwayException(
            ErrorCodes.InvalidRequest, string.Join(' ', reading.Problems.Select(problem => $"{problem.Path}: {problem.Message}")));
    }
}
