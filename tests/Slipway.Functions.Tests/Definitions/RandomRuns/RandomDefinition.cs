using Slipway.Core.Definitions;

namespace Slipway.Functions.Tests.Definitions.RandomRuns;

/// <summary>A definition made from a seed, and what its steps do.</summary>
internal sealed class RandomDefinition
{
    private static readonly string?[] Conditions =
        [null, null, null, null, RandomStep.Always, RandomStep.AfterFailure, RandomStep.Never];

    private readonly Random _random;
    private readonly List<RandomStep> _steps = [];

    private RandomDefinition(int seed)
    {
        _random = new Random(seed);
        Strategy = Any(Enum.GetValues<ErrorStrategy>());
        MaxConcurrent = _random.Next(1, 6);
        var spares = Enumerable.Range(0, _random.Next(3)).Select(number => $"spare{number}").ToArray();
        var count = _random.Next(2, 14);
        var density = _random.NextDouble();
        for (var number = 0; number < count; number++)
        {
            _steps.Add(Step(number, density, spares));
        }

        var undos = _steps.Select(step => step.UndoneBy).OfType<string>().ToArray();
        _steps.AddRange(spares.Where(spare => _steps.Exists(step => step.OnFailure == spare)).Concat(undos).Select((id, number) =>
            Work(id, [], when: null, 100 + number, failures: id.StartsWith("undo", StringComparison.Ordinal) ? 0 : _random.Next(3)) with
            {
                IsOnDemand = true,
            }));
        Definition = Build();
    }

    public ErrorStrategy Strategy { get; }

    public int MaxConcurrent { get; }

    public IReadOnlyList<RandomStep> Steps => _steps;

    public WorkflowDefinition Definition { get; }

    public static RandomDefinition Of(int seed) => new(seed);

    private RandomStep Step(int number, double density, string[] spares)
    {
        var before = _steps.Select(step => step.Id).Where(_ => _random.NextDouble() < density / 2).ToArray();
        var when = Any(Conditions);
        var (id, time) = ($"s{number}", TimeOf(number));
        switch (_random.Next(8))
        {
            case 0:
                return new RandomStep(id, StepKind.Set, before, when, Failures: 0, MaxAttempts: 1, time);
            case 1:
                return new RandomStep(id, StepKind.Wait, before, when, Failures: 0, MaxAttempts: 1, time);
        }

        var onFailure = Any<string?>([null, null, null, "park", "fail", "continue", .. spares]);
        return Work(id, before, when, number, Math.Max(0, _random.Next(-3, 4))) with
        {
            OnFailure = onFailure,
            Alone = _random.Next(8) == 0,
            HasAgent = Strategy == ErrorStrategy.RetryWithFallback && _random.Next(2) == 0,
            UndoneBy = Strategy == ErrorStrategy.Compensate && _random.Next(2) == 0 ? $"undo{number}" : null,
        };
    }

    private RandomStep Work(string id, IReadOnlyList<string> before, string? when, int number, int failures) =>
        new(id, StepKind.Work, before, when, failures, MaxAttempts: _random.Next(1, 4), TimeOf(number));

    /// <summary>No two steps wait equally long, so that one comes after the other.</summary>
    private TimeSpan TimeOf(int number) => TimeSpan.FromMilliseconds((1_000 * _random.Next(1, 4)) + (7 * number) + 1);

    private T Any<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    private WorkflowDefinition Build()
    {
        var builder = new WorkflowDefinitionBuilder("random").MaxConcurrentSteps(MaxConcurrent).OnError(new ErrorHandling
        {
            Strategy = Strategy,
            FallbackAgents = Strategy == ErrorStrategy.RetryWithFallback ? ["second"] : [],
            CompensateWith = _steps.Where(step => step.UndoneBy is not null)
                .ToDictionary(step => step.Id, step => step.UndoneBy!, StringComparer.Ordinal),
        });
        _steps.ForEach(step => step.AddTo(builder));
        return builder.Build();
    }
}
