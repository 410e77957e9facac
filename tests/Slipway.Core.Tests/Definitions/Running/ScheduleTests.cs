using FsCheck;
using FsCheck.Fluent;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Ports;

namespace Slipway.Core.Tests.Definitions.Running;

public sealed class ScheduleTests
{
    /// <summary>Random graphs: each step depends on some of those before it; now and then one runs alone.</summary>
    private static readonly Gen<Trial> Trials =
        from count in Gen.Choose(1, 40)
        from places in Gen.Choose(1, 8)
        from density in Gen.Choose(0, 100)
        from seed in Gen.Choose(0, int.MaxValue)
        select new Trial(count, places, density, seed);

    [Fact]
    public void Every_step_runs_once_never_before_its_dependencies_and_never_more_at_once_than_allowed() =>
        Property.Holds(Trials, trial =>
        {
            var random = new Random(trial.Seed);
            var steps = trial.Steps(random);
            var schedule = new Schedule(steps, trial.Places);
            var working = new List<string>();
            var over = new HashSet<string>(StringComparer.Ordinal);
            var started = new List<string>();
            while (!schedule.IsOver)
            {
                Begin(schedule, working, started);
                if (working.Count == 0
                    || working.Count > trial.Places
                    || (working.Count > 1 && working.Exists(id => steps.Single(step => step.Id == id).Alone))
                    || working.Exists(id => !steps.Single(step => step.Id == id).DependsOn.All(over.Contains)))
                {
                    return false;
                }

                var ended = working[random.Next(working.Count)];
                working.Remove(ended);
                over.Add(ended);
                schedule.End(ended);
            }

            return started.Count == steps.Count && started.Distinct(StringComparer.Ordinal).Count() == steps.Count
                && schedule.Working == 0;
        });

    [Fact]
    public void A_place_that_is_free_is_used_as_soon_as_a_step_can_have_it() =>
        Property.Holds(Trials, trial =>
        {
            var random = new Random(trial.Seed);
            var steps = trial.Steps(random).Select(step => step with { Alone = false }).ToList();
            var schedule = new Schedule(steps, trial.Places);
            var working = new List<string>();
            var over = new HashSet<string>(StringComparer.Ordinal);
            var started = new List<string>();
            while (!schedule.IsOver)
            {
                Begin(schedule, working, started);
                var could = steps.Count(step => !over.Contains(step.Id) && step.DependsOn.All(over.Contains));
                if (working.Count != Math.Min(could, trial.Places))
                {
                    return false;
                }

                over.Add(working[0]);
                schedule.End(working[0]);
                working.RemoveAt(0);
            }

            return true;
        });

    [Fact]
    public void A_step_that_is_taken_out_of_turn_keeps_out_of_the_worktree_what_it_would_disturb()
    {
        var schedule = new Schedule([Changing("a"), Changing("b"), new ScheduledStep("c", [])], maxConcurrent: 2);
        schedule.Take("b", works: true);
        schedule.Take("c", works: false);
        Assert.True(schedule.TryTakeDue(out var due));
        schedule.Queue(due);

        Assert.Equal(("a", "b", false), (due, schedule.InTheWayOf("a"), schedule.TryStart(out _)));
        schedule.End("b");
        Assert.True(schedule.TryStart(out var started));
        Assert.Equal(("a", 1, null), (started, schedule.Working, schedule.InTheWayOf("c")));
    }

    [Fact]
    public void A_step_waits_for_a_place_in_which_more_may_be_done_with_the_worktree_than_it_does_itself()
    {
        var schedule = new Schedule([Reading("a"), Reading("b"), Reading("c")], maxConcurrent: 4);
        while (schedule.TryTakeDue(out var due))
        {
            schedule.Queue(due);
        }

        while (schedule.TryStart(out _))
        {
        }

        schedule.Leave("b");
        schedule.Queue("b", WorkspaceUse.Exclusive);
        schedule.End("a");

        Assert.False(schedule.TryStart(out _));
        schedule.End("c");
        Assert.True(schedule.TryStart(out _));
        Assert.True(schedule.Works("b", WorkspaceUse.Exclusive));
    }

    [Fact]
    public void What_changes_the_worktree_works_beside_nothing_else_that_works_there() =>
        Property.Holds(Trials, trial =>
        {
            var random = new Random(trial.Seed);
            var steps = trial.Steps(random).Select(step => step with { Workspace = (WorkspaceUse)random.Next(3) }).ToList();
            var uses = steps.ToDictionary(step => step.Id, step => step.Workspace, StringComparer.Ordinal);
            var schedule = new Schedule(steps, trial.Places);
            var working = new List<string>();
            var started = new List<string>();
            while (!schedule.IsOver)
            {
                Begin(schedule, working, started);
                var there = working.Count(id => uses[id] != WorkspaceUse.None);
                if (working.Count == 0 || (there > 1 && working.Exists(id => uses[id] == WorkspaceUse.Exclusive)))
                {
                    return false;
                }

                var ended = working[random.Next(working.Count)];
                working.Remove(ended);
                schedule.End(ended);
            }

            return started.Count == steps.Count;
        });

    [Fact]
    public void What_waits_for_the_worktree_is_overtaken_only_by_what_does_not_work_there()
    {
        var schedule = new Schedule(
            [
                new("gate", []) { Workspace = WorkspaceUse.Shared }, new("agent", []) { Workspace = WorkspaceUse.Exclusive },
                new("gate2", []) { Workspace = WorkspaceUse.Shared }, new("call", []),
            ],
            maxConcurrent: 5);
        var working = new List<string>();
        var started = new List<string>();

        Begin(schedule, working, started);
        Assert.Equal(["gate", "call"], started);
        schedule.End("gate");
        Begin(schedule, working, started);
        Assert.Equal(["gate", "call", "agent"], started);
        schedule.End("agent");
        Begin(schedule, working, started);
        Assert.Equal(["gate", "call", "agent", "gate2"], started);
    }

    [Fact]
    public void After_going_back_exactly_the_step_and_what_depends_on_it_run_again() =>
        Property.Holds(Trials, trial =>
        {
            var random = new Random(trial.Seed);
            var steps = trial.Steps(random);
            var schedule = new Schedule(steps, trial.Places);
            RunAll(schedule);
            var again = schedule.Reopen(steps[random.Next(steps.Count)].Id);
            var started = RunAll(schedule);

            return schedule.IsOver && started.Order(StringComparer.Ordinal).SequenceEqual(again.Order(StringComparer.Ordinal))
                && again.Order(StringComparer.Ordinal).SequenceEqual(Downstream(steps, again[0]).Order(StringComparer.Ordinal));
        });

    [Fact]
    public void A_step_that_runs_alone_is_not_overtaken_for_ever()
    {
        var schedule = new Schedule([new("a", []), new("b", [], Alone: true), new("c", [])], maxConcurrent: 2);
        var working = new List<string>();
        var started = new List<string>();

        Begin(schedule, working, started);
        Assert.Equal(["a"], started);
        schedule.End("a");
        Begin(schedule, working, started);
        Assert.Equal(["a", "b"], started);
        schedule.End("b");
        Begin(schedule, working, started);
        Assert.Equal(["a", "b", "c"], started);
    }

    [Fact]
    public void A_step_that_gives_its_place_back_waits_for_one_again_behind_the_others()
    {
        var schedule = new Schedule([new("a", []), new("b", []), new("c", ["a"])], maxConcurrent: 1);
        var working = new List<string>();
        var started = new List<string>();
        Begin(schedule, working, started);

        schedule.Leave("a");
        Begin(schedule, working, started);
        schedule.Queue("a");
        Assert.False(schedule.TryStart(out _));
        schedule.End("b");

        Assert.True(schedule.TryStart(out var again));
        Assert.Equal("a", again);
    }

    [Fact]
    public void Steps_that_wait_for_each_other_are_named()
    {
        var schedule = new Schedule([new("a", ["b"]), new("b", ["a"]), new("c", ["a"])], maxConcurrent: 5);

        Assert.False(schedule.TryTakeDue(out _));
        Assert.Equal(["a: b", "b: a", "c: a"], schedule.Blocked().Select(step => $"{step.Id}: {string.Join(",", step.WaitsFor)}"));
    }

    [Fact]
    public void A_dependency_that_is_not_there_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Schedule([new("a", ["b"])], maxConcurrent: 1));

    [Fact]
    public void A_hundred_thousand_steps_are_scheduled_without_trouble()
    {
        const int count = 100_000;
        var steps = Enumerable.Range(0, count)
            .Select(number => new ScheduledStep($"s{number}", number < 100 ? [] : [$"s{number - 100}", $"s{number - 99}"]))
            .ToList();

        Assert.Equal(count, RunAll(new Schedule(steps, maxConcurrent: 100)).Count);
    }

    private static ScheduledStep Changing(string id) => new(id, []) { Workspace = WorkspaceUse.Exclusive };

    private static ScheduledStep Reading(string id) => new(id, []) { Workspace = WorkspaceUse.Shared };

    private static void Begin(Schedule schedule, List<string> working, List<string> started)
    {
        while (schedule.TryTakeDue(out var due))
        {
            schedule.Queue(due);
        }

        while (schedule.TryStart(out var id))
        {
            working.Add(id);
            started.Add(id);
        }
    }

    private static List<string> RunAll(Schedule schedule)
    {
        var working = new List<string>();
        var started = new List<string>();
        while (!schedule.IsOver)
        {
            Begin(schedule, working, started);
            schedule.End(working[^1]);
            working.RemoveAt(working.Count - 1);
        }

        return started;
    }

    private static HashSet<string> Downstream(IReadOnlyList<ScheduledStep> steps, string first)
    {
        var found = new HashSet<string>(StringComparer.Ordinal) { first };
        foreach (var step in steps.Where(step => step.DependsOn.Any(found.Contains)))
        {
            found.Add(step.Id);
        }

        return found;
    }

    private sealed record Trial(int Count, int Places, int Density, int Seed)
    {
        public List<ScheduledStep> Steps(Random random) =>
        [
            .. Enumerable.Range(0, Count).Select(number => new ScheduledStep(
                $"s{number}",
                [.. Enumerable.Range(0, number).Where(_ => random.Next(300) < Density).Select(before => $"s{before}")],
                Alone: random.Next(10) == 0)),
        ];
    }
}
