using Slipway.Core.Definitions;

namespace Slipway.Functions.Tests.Definitions.RandomRuns;

/// <summary>A step of a <see cref="RandomDefinition"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it is.</param>
/// <param name="DependsOn">What it waits for.</param>
/// <param name="When">Its condition; null is none.</param>
/// <param name="Failures">How many attempts of its first visit fail before one succeeds.</param>
/// <param name="MaxAttempts">How many it has before it has failed for good.</param>
/// <param name="Time">Until its next attempt; of a wait, how long it waits.</param>
internal sealed record RandomStep(
    string Id, StepKind Kind, IReadOnlyList<string> DependsOn, string? When, int Failures, int MaxAttempts, TimeSpan Time)
{
    /// <summary>A condition that does not hold.</summary>
    public const string Never = "false";

    /// <summary>A condition that holds whatever became of the steps before.</summary>
    public const string Always = "always()";

    /// <summary>A condition that holds when one of the steps before has failed.</summary>
    public const string AfterFailure = "failure()";

    public string? OnFailure { get; init; }

    public bool Alone { get; init; }

    public bool HasAgent { get; init; }

    /// <summary>The step that undoes it.</summary>
    public string? UndoneBy { get; init; }

    /// <summary>Whether it runs only when it is called for.</summary>
    public bool IsOnDemand { get; init; }

    public bool Fails(int visit, int attempt) => visit == 1 && attempt <= Failures;

    public void AddTo(WorkflowDefinitionBuilder builder)
    {
        if (Kind == StepKind.Wait)
        {
            builder.Step(Id, StepType.Wait, step => Configure(step).Config(new { @for = $"{Time.TotalMilliseconds}ms" }));
        }
        else
        {
            builder.Step(Id, Kind == StepKind.Set ? "set" : "test.echo", step => Configure(step).Retry(new RetryDefinition
            {
                MaxAttempts = MaxAttempts, BaseDelay = Time, Backoff = Backoff.Constant, Jitter = 0,
            }));
        }
    }

    private StepDefinitionBuilder Configure(StepDefinitionBuilder step)
    {
        step.After(DependsOn);
        if (When is not null)
        {
            step.When(When);
        }

        if (OnFailure is not null)
        {
            step.OnFailure(OnFailure);
        }

        if (HasAgent)
        {
            step.Agent("first");
        }

        return Alone ? step.Alone() : step;
    }
}
