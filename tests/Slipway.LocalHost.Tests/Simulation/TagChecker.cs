using Microsoft.DurableTask.Converters;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Tests.Simulation.Programs;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>
/// What must hold of tags: the row, the start in each generation's history and the table that lists are read from say what the model
/// says, for as long as the instance is there and no longer; and a call has those that the code gave it, at each attempt.
/// </summary>
internal static class TagChecker
{
    private const int AllOfThem = 1_000;

    /// <summary>Checks what an instance's new events say.</summary>
    public static void CheckEvents(InstanceRow row, IEnumerable<HistoryEvent> events)
    {
        foreach (var value in events)
        {
            switch (value)
            {
                case ExecutionStarted start:
                    Must(start.Tags, ProgramTags.OfRow(row), $"the start of {row.InstanceId}");
                    break;
                case TaskScheduled task:
                    var input = JsonDataConverter.Default.Deserialize<WorkInput>(task.Input)!;
                    Must(task.Tags, ProgramTags.OfWork(input.Value), $"{task.Describe()} of {row.InstanceId}");
                    break;
            }
        }
    }

    /// <summary>Checks all rows and the table of tags.</summary>
    public static void Observe(HubReading hub, IReadOnlyDictionary<long, ShadowInstance> shadows)
    {
        var tables = hub.Tags().GroupBy(tag => tag.Key).ToDictionary(
            tags => tags.Key, tags => tags.ToDictionary(tag => tag.Name, tag => tag.Value, StringComparer.Ordinal));
        foreach (var key in tables.Keys.Where(key => !shadows.ContainsKey(key)))
        {
            throw new InvariantException($"#{key} has tags, and there is no such instance");
        }

        foreach (var (key, shadow) in shadows)
        {
            Must(tables.GetValueOrDefault(key), shadow.Tags, $"the table of tags for {shadow.Id}");
        }
    }

    /// <summary>Compares the lists by each tag with what is on disk.</summary>
    public static void CheckLists(TaskHubReader reader, IReadOnlyDictionary<long, ShadowInstance> shadows)
    {
        foreach (var tag in shadows.Values.SelectMany(shadow => shadow.Tags ?? []).Distinct())
        {
            var listed = reader.List(new InstanceFilter { Tag = tag, Limit = AllOfThem }).Select(row => row.InstanceId);
            var expected = shadows.OrderBy(entry => entry.Key).Where(entry => entry.Value.Tags?.Contains(tag) == true)
                .Select(entry => entry.Value.Id).ToList();
            if (!listed.SequenceEqual(expected))
            {
                throw new InvariantException($"the list by {tag} is {string.Join(' ', listed)}, not {string.Join(' ', expected)}");
            }
        }
    }

    private static void Must(IReadOnlyDictionary<string, string>? found, IReadOnlyDictionary<string, string>? expected, string where)
    {
        if (!ProgramTags.AreSame(found, expected))
        {
            throw new InvariantException($"{where} has the tags {Say(found)}, not {Say(expected)}");
        }
    }

    private static string Say(IReadOnlyDictionary<string, string>? tags) =>
        tags is null ? "(none)" : string.Join(' ', tags.Select(tag => $"{tag.Key}={tag.Value}"));
}
