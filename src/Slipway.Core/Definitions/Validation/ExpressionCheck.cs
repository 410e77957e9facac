using System.Text.Json;
using Slipway.Core.Definitions.Expressions;
using Slipway.Core.Definitions.Reading;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Core.Definitions.Validation;

/// <summary>Checks all expressions: their form, the inputs and steps they name, and their types as far as these are known.</summary>
internal sealed class ExpressionCheck(
    ProblemList problems, WorkflowDefinition definition, IReadOnlyDictionary<string, IStepPlugin> plugins)
{
    private readonly ExpressionNames _names = NamesOf(definition) with { Outputs = KnownOutputs.Of(definition, plugins) };

    /// <summary>Checks the expressions of a scope's steps.</summary>
    public void Check(StepScope scope)
    {
        var names = _names with { HasItem = scope.HasItem };
        foreach (var step in scope.Steps)
        {
            if (step.Step.When is { } when)
            {
                Formula(when, step.Path + ".when", names, scope, step);
            }

            if (step.Step.Agent is { } agent)
            {
                Template(agent, step.Path + ".agent", names, scope, step);
            }

            if (step.Step.Config is { } config)
            {
                Config(config, step.Path + ".config", names, scope, step);
            }

            foreach (var (name, text) in step.Step.Outputs)
            {
                Formula(text, $"{step.Path}.outputs.{name}", names with { HasResult = true }, scope, step);
            }
        }
    }

    /// <summary>Checks the definition's own outputs, which may use all its steps.</summary>
    public void CheckOutputs(StepScope scope)
    {
        foreach (var (name, text) in definition.Outputs)
        {
            Formula(text, $"outputs.{name}", _names, scope, step: null);
        }
    }

    /// <summary>What every expression of a definition knows.</summary>
    public static ExpressionNames NamesOf(WorkflowDefinition definition) => new()
    {
        Inputs = definition.Inputs.ToDictionary(input => input.Key, input => TypesOf(input.Value), StringComparer.Ordinal),
    };

    private static ExpressionTypes TypesOf(InputDefinition input)
    {
        var type = input.Type switch
        {
            InputType.String => ExpressionTypes.Text,
            InputType.Number or InputType.Integer => ExpressionTypes.Number,
            InputType.Boolean => ExpressionTypes.Boolean,
            InputType.Array => ExpressionTypes.List,
            _ => ExpressionTypes.Object,
        };
        return input.Required || input.Default is { ValueKind: not JsonValueKind.Null } ? type : type | ExpressionTypes.Null;
    }

    private void Config(JsonElement value, string path, ExpressionNames names, StepScope scope, FlatStep step)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    if (member.Value.ValueKind == JsonValueKind.String && FormulaNames(step, path, member.Name, names) is { } known)
                    {
                        Formula(member.Value.GetString()!, $"{path}.{member.Name}", known, scope, step);
                    }
                    else
                    {
                        Config(member.Value, $"{path}.{member.Name}", names, scope, step);
                    }
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Config(item, $"{path}[{index++}]", names, scope, step);
                }

                break;
            case JsonValueKind.String:
                Template(value.GetString()!, path, names, scope, step);
                break;
        }
    }

    /// <summary>What a member of a config knows that is an expression without braces; <see langword="null"/> when it is none.</summary>
    private static ExpressionNames? FormulaNames(FlatStep step, string path, string member, ExpressionNames names) => step.Step switch
    {
        { Type: StepType.Decision, Uses: null } when path == step.Path + ".config.cases" => names,
        { Type: StepType.ForEach } when member == "until" && path == step.Path + ".config" => names with { HasResult = true },
        _ => null,
    };

    private void Template(string text, string path, ExpressionNames names, StepScope scope, FlatStep step)
    {
        if (!TextTemplate.TryParse(text, out var template, out var error))
        {
            Add(path, text, error);
            return;
        }

        foreach (var (position, expression) in template.Expressions)
        {
            Expression(expression, text, position, path, names, scope, step);
        }
    }

    private void Formula(string text, string path, ExpressionNames names, StepScope scope, FlatStep? step)
    {
        if (!Expressions.Expression.TryParse(text, out var expression, out var error))
        {
            Add(path, text, error);
            return;
        }

        Expression(expression, text, 0, path, names, scope, step);
    }

    private void Expression(
        Expression expression, string text, int position, string path, ExpressionNames names, StepScope scope, FlatStep? step)
    {
        foreach (var error in ExpressionChecker.Check(expression, names, out _))
        {
            Add(path, text, error with { Position = position + error.Position });
        }

        foreach (var id in ExpressionReferences.Of(expression).Steps)
        {
            if (!scope.CanSee(id))
            {
                problems.Add(path, $"There is no step '{id}'.", Nearest.One(id, scope.VisibleIds));
            }
            else if (step is not null && id != step.Id && !scope.IsUpstream(id, step))
            {
                problems.Add(path, $"'{id}' may not be over when '{step.Id}' begins: let '{step.Id}' depend on it.");
            }
            else if (id == step?.Id)
            {
                problems.Add(path, $"'{id}' cannot use itself{(names.HasResult ? ": what it gave is result." : ".")}");
            }
        }
    }

    private void Add(string path, string text, ExpressionError error) =>
        problems.Add(path, $"{error.Message} (Character {error.Position + 1} of '{Sanitiser.Line(text, 80)}'.)");
}
