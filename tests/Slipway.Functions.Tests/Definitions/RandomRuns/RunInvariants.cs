using System.Globalization;
using System.Text.Json;
using Slipway.Core.Events;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Definitions.RandomRuns;

/// <summary>What holds of every run, read from its events alone.</summary>
internal static class RunInvariants
{
    /// <summary>Which visit of its step an attempt belongs to.</summary>
    public static int VisitOf(RunStepInput input) =>
        input.Marker.Split('.') is [_, var visit] ? int.Parse(visit, CultureInfo.InvariantCulture) : 1;

    /// <summary>Checks that no step ends twice, or begins before those it depends on are over, or beside more than may run at once.
    /// </summary>
    public static void Hold(RandomDefinition definition, IReadOnlyList<WorkflowEvent> events)
    {
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(happened => (int)happened.Sequence));
        var steps = definition.Steps.ToDictionary(step => step.Id, StringComparer.Ordinal);
        var over = new HashSet<string>(StringComparer.Ordinal);
        var ended = new HashSet<(string, int)>();
        var working = new HashSet<string>(StringComparer.Ordinal);
        foreach (var happened in events.Where(happened => happened.Data.TryGetProperty("step", out _)))
        {
            var id = happened.Data.GetProperty("step").GetString()!;
            switch (happened.Type)
            {
                case EventType.StepStarted:
                    Assert.All(steps[id].DependsOn, before => Assert.True(
                        over.Contains(before), $"'{id}' begins before '{before}' is over."));
                    Assert.DoesNotContain(id, over);
                    AssertPlace(definition, steps, working, id);
                    break;
                case EventType.StepCompleted:
                    Assert.True(ended.Add((id, Visit(happened.Data))), $"'{id}' is done twice.");
                    working.Remove(id);
                    Finish(steps[id], over);
                    break;
                case EventType.StepSkipped:
                    Finish(steps[id], over);
                    break;
                case EventType.StepFailed:
                    working.Remove(id);
                    if (IsPassedOver(definition, steps[id], happened.Data))
                    {
                        Finish(steps[id], over);
                    }

                    break;
                case EventType.StepCancelled:
                    working.Remove(id);
                    break;
            }
        }

        Assert.Empty(working);
    }

    private static void AssertPlace(
        RandomDefinition definition, Dictionary<string, RandomStep> steps, HashSet<string> working, string id)
    {
        if (steps[id].Kind == StepKind.Wait)
        {
            return;
        }

        Assert.True(working.Add(id), $"'{id}' runs twice at once.");
        Assert.InRange(working.Count, 1, definition.MaxConcurrent);
        Assert.False(
            working.Count > 1 && working.Any(each => steps[each].Alone), $"{string.Join(", ", working)} run at once, but one runs alone.");
    }

    private static void Finish(RandomStep step, HashSet<string> over)
    {
        if (!step.IsOnDemand)
        {
            Assert.True(over.Add(step.Id), $"'{step.Id}' is over twice.");
        }
    }

    private static int Visit(JsonElement data) => data.TryGetProperty("visit", out var visit) ? visit.GetInt32() : 1;

    /// <summary>Whether it was the last attempt of a step that keeps nothing from going on.</summary>
    private static bool IsPassedOver(RandomDefinition definition, RandomStep step, JsonElement data) =>
        !step.IsOnDemand && data.GetProperty("attempt").GetInt32() == step.MaxAttempts * (step.HasAgent ? 2 : 1)
        && (step.OnFailure == "continue"
            || (step.OnFailure is null && definition.Strategy == Core.Definitions.ErrorStrategy.Continue));
}
