using System.Text.Json;
using Values = System.Collections.Generic.Dictionary<string, object>;

namespace Slipway.Core.Definitions.Reading;

/// <summary>Makes the model of converted values: what is not there has the model's default.</summary>
internal static class DefinitionModel
{
    private const string DefaultPlugin = "agent.run";

    /// <summary>The definition; only of values without a problem.</summary>
    public static WorkflowDefinition Definition(Values values)
    {
        var retry = Get<Values>(values, "retryPolicy") is { } policy ? Retry(policy) : null;
        var steps = Steps(values, retry);
        var blank = new WorkflowDefinition { Id = "", Steps = [] };
        return new WorkflowDefinition
        {
            Id = (string)values["id"],
            Name = Get<string>(values, "name"),
            Description = Get<string>(values, "description"),
            Version = Get<string>(values, "version") ?? blank.Version,
            Inputs = Map<Values, InputDefinition>(values, "inputs", Input),
            Timeout = Value<TimeSpan>(values, "timeout"),
            PullRequest = Get<string>(values, "pullRequest"),
            MaxConcurrentSteps = Value<int>(values, "maxConcurrentSteps") ?? blank.MaxConcurrentSteps,
            ErrorHandling = Get<Values>(values, "errorHandling") is { } handling ? ErrorHandling(handling) : blank.ErrorHandling,
            Steps = steps,
            Outputs = Map<string, string>(values, "outputs", text => text),
        };
    }

    private static InputDefinition Input(Values values) => new()
    {
        Type = Value<InputType>(values, "type") ?? InputType.String,
        Required = Value<bool>(values, "required") ?? false,
        Default = Value<JsonElement>(values, "default"),
        Description = Get<string>(values, "description"),
        Enum = List<JsonElement>(values, "enum"),
    };

    private static RetryDefinition Retry(Values values)
    {
        var defaults = new RetryDefinition();
        return new RetryDefinition
        {
            MaxAttempts = Value<int>(values, "maxAttempts") ?? defaults.MaxAttempts,
            BaseDelay = Value<TimeSpan>(values, "baseDelay") ?? defaults.BaseDelay,
            MaxDelay = Value<TimeSpan>(values, "maxDelay") ?? defaults.MaxDelay,
            Backoff = Value<Backoff>(values, "backoff") ?? defaults.Backoff,
            Multiplier = Value<double>(values, "multiplier") ?? defaults.Multiplier,
            Jitter = Value<double>(values, "jitter") ?? defaults.Jitter,
            RetryOn = List<string>(values, "retryOn") ?? [],
        };
    }

    private static ErrorHandling ErrorHandling(Values values)
    {
        var defaults = new ErrorHandling();
        return new ErrorHandling
        {
            Strategy = Value<ErrorStrategy>(values, "strategy") ?? defaults.Strategy,
            MaxRetries = Value<int>(values, "maxRetries") ?? defaults.MaxRetries,
            FallbackAgents = List<string>(values, "fallbackAgents") ?? [],
            CompensateWith = Map<string, string>(values, "compensateWith", text => text),
        };
    }

    /// <summary>The steps, with the definition's own <c>dependencies</c> and <c>retryPolicy</c> put into them.</summary>
    private static List<StepDefinition> Steps(Values values, RetryDefinition? retry)
    {
        var more = (List<Values>(values, "dependencies") ?? [])
            .ToLookup(edge => (string)edge["step"], edge => List<string>(edge, "dependsOn") ?? [], StringComparer.Ordinal);
        return [.. (List<Values>(values, "steps") ?? []).Select(step => Step(step, retry, more))];
    }

    private static StepDefinition Step(Values values, RetryDefinition? retry, ILookup<string, List<string>> more)
    {
        var id = (string)values["id"];
        var isTask = values.GetValueOrDefault("type") is string;
        return new StepDefinition
        {
            Id = id,
            Name = Get<string>(values, "name"),
            Type = Value<StepType>(values, "type") ?? StepType.Task,
            Uses = Get<string>(values, "uses") ?? (isTask ? DefaultPlugin : null),
            Agent = Get<string>(values, "agent"),
            DependsOn =
            [
                .. (List<string>(values, "dependsOn") ?? []).Concat(more[id].SelectMany(ids => ids)).Distinct(StringComparer.Ordinal),
            ],
            When = Get<string>(values, "when"),
            Timeout = Value<TimeSpan>(values, "timeout"),
            Retry = values.GetValueOrDefault("retry") switch
            {
                int retries => (retry ?? new RetryDefinition()) with { MaxAttempts = retries + 1 },
                Values own => Retry(own),
                _ => retry,
            },
            OnFailure = Get<string>(values, "onFailure"),
            Parallel = Value<bool>(values, "parallel") ?? true,
            Config = Value<JsonElement>(values, "config"),
            Outputs = Map<string, string>(values, "outputs", text => text),
            Steps = [.. (List<Values>(values, "steps") ?? []).Select(step => Step(step, retry, more))],
        };
    }

    private static T? Get<T>(Values values, string name)
        where T : class => values.GetValueOrDefault(name) as T;

    private static T? Value<T>(Values values, string name)
        where T : struct => values.GetValueOrDefault(name) is T value ? value : null;

    private static List<T>? List<T>(Values values, string name) =>
        values.GetValueOrDefault(name) is List<object> list ? [.. list.Cast<T>()] : null;

    private static Dictionary<string, TValue> Map<T, TValue>(Values values, string name, Func<T, TValue> make) =>
        (Get<Values>(values, name) ?? []).ToDictionary(pair => pair.Key, pair => make((T)pair.Value), StringComparer.Ordinal);
}
