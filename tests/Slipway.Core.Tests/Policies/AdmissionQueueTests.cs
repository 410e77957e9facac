using FsCheck.Fluent;
using Slipway.Core.Policies.Admission;

namespace Slipway.Core.Tests.Policies;

public sealed class AdmissionQueueTests
{
    private static readonly AdmissionLimits Two = new() { Total = 2 };

    [Fact]
    public void As_many_run_as_may_and_the_next_ones_get_their_places()
    {
        var queue = new AdmissionQueue();

        Assert.Equal(AdmissionOutcome.Admitted, queue.Request(new("a"), Two).Outcome);
        Assert.Equal(AdmissionOutcome.Admitted, queue.Request(new("b"), Two).Outcome);
        Assert.Equal(
            new AdmissionAnswer(AdmissionOutcome.Waiting, 1, 1, "Maximum concurrent workflows reached: 2"), queue.Request(new("c"), Two));
        Assert.Equal(2, queue.Request(new("d"), Two).Place);
    }

    [Fact]
    public void Who_leaves_lets_run_the_one_that_has_waited_longest()
    {
        var queue = Full("c", "d");

        Assert.Equal(["c"], queue.Release("a", Two));
        Assert.Equal(["d"], queue.Release("b", Two));
        Assert.Empty(queue.Waiting);
    }

    [Fact]
    public void Asking_twice_and_leaving_twice_change_nothing()
    {
        var queue = Full("c");

        Assert.Equal(1, queue.Request(new("c"), Two).Place);
        Assert.Equal(AdmissionOutcome.Admitted, queue.Request(new("a"), Two).Outcome);
        Assert.Equal(["c"], queue.Release("a", Two));
        Assert.Empty(queue.Release("a", Two));
        Assert.Equal(["b", "c"], queue.Running.Select(request => request.WorkflowId));
    }

    [Fact]
    public void A_higher_priority_goes_first_and_equals_keep_their_order()
    {
        var queue = Full("c");

        queue.Request(new("high", 5), Two);
        queue.Request(new("higher", 9), Two);
        queue.Request(new("high too", 5), Two);
        queue.Request(new("low", -1), Two);

        Assert.Equal(["higher", "high", "high too", "c", "low"], queue.Waiting.Select(request => request.WorkflowId));
    }

    [Fact]
    public void One_that_only_its_repository_keeps_waiting_lets_the_others_pass()
    {
        var limits = new AdmissionLimits { Total = 2, PerRepository = 1 };
        var queue = new AdmissionQueue();
        queue.Request(new("a", Repository: "/shop"), limits);

        var second = queue.Request(new("b", Repository: "/shop"), limits);

        Assert.Equal("Maximum concurrent workflows reached: 1 for repository /shop", second.Reason);
        Assert.Equal(AdmissionOutcome.Admitted, queue.Request(new("c", Repository: "/blog"), limits).Outcome);
        Assert.Equal(["b"], queue.Release("a", limits));
    }

    [Fact]
    public void Each_agent_and_each_definition_can_have_a_limit_of_its_own()
    {
        var limits = new AdmissionLimits { PerAgent = 1, PerDefinition = 1 };
        var queue = new AdmissionQueue();
        queue.Request(new("a", Agent: "codex", Definition: "release"), limits);

        Assert.Equal("Maximum concurrent workflows reached: 1 for agent codex", queue.Request(new("b", Agent: "codex"), limits).Reason);
        Assert.Equal(
            "Maximum concurrent workflows reached: 1 for definition release",
            queue.Request(new("c", Definition: "release"), limits).Reason);
    }

    [Fact]
    public void One_agent_can_have_another_limit_than_the_rest()
    {
        var limits = new AdmissionLimits { PerAgent = 1, OfAgent = new Dictionary<string, int> { ["codex"] = 2, ["aider"] = 0 } };
        var queue = new AdmissionQueue();

        string? Reason(string id, string agent) => queue.Request(new(id, Agent: agent), limits).Reason;

        string?[] admitted =
            [Reason("a", "codex"), Reason("b", "codex"), Reason("c", "aider"), Reason("d", "aider"), Reason("e", "goose")];
        Assert.All(admitted, Assert.Null);
        Assert.Equal("Maximum concurrent workflows reached: 2 for agent codex", Reason("f", "codex"));
        Assert.Equal("Maximum concurrent workflows reached: 1 for agent goose", Reason("g", "goose"));
    }

    [Fact]
    public void Where_nobody_is_to_wait_one_too_many_is_refused_but_not_one_that_has_run_before()
    {
        var limits = Two with { Refuse = true };
        var queue = Full();

        var refused = queue.Request(new("c"), limits);

        Assert.Equal(AdmissionOutcome.Refused, refused.Outcome);
        Assert.Equal("Maximum concurrent workflows reached: 2", refused.Reason);
        Assert.Empty(queue.Waiting);
        Assert.Equal(AdmissionOutcome.Waiting, queue.Request(new("d", HasRun: true), limits).Outcome);
    }

    [Fact]
    public void A_full_queue_refuses()
    {
        var queue = Full();
        queue.Waiting.AddRange(Enumerable.Range(0, AdmissionLimits.MaxWaiting).Select(number => new AdmissionRequest($"w{number}")));

        var answer = queue.Request(new("one too many"), Two);

        Assert.Equal(AdmissionOutcome.Refused, answer.Outcome);
        Assert.Equal("The queue is full: 10000 workflows wait. Start this one later", answer.Reason);
    }

    [Fact]
    public void A_raised_limit_holds_from_the_next_question_on()
    {
        var queue = Full("c", "d");

        Assert.Equal(AdmissionOutcome.Admitted, queue.Request(new("c"), new AdmissionLimits { Total = 3 }).Outcome);
        Assert.Equal(["d"], queue.Waiting.Select(request => request.WorkflowId));
    }

    [Fact]
    public void Whatever_comes_and_goes_no_limit_is_passed_and_nobody_waits_who_could_run()
    {
        var limits = new AdmissionLimits { Total = 3, PerRepository = 2 };
        var steps = Gen.Choose(0, 19).ListOf();
        Property.Holds(steps, numbers =>
        {
            var queue = new AdmissionQueue();
            foreach (var number in numbers)
            {
                var request = new AdmissionRequest($"w{number % 10}", number % 3, $"/r{number % 2}");
                if (number < 10)
                {
                    queue.Request(request, limits);
                }
                else
                {
                    queue.Release(request.WorkflowId, limits);
                }
            }

            return queue.Running.Count <= 3
                && queue.Running.CountBy(request => request.Repository!).All(pair => pair.Value <= 2)
                && queue.Waiting.TrueForAll(request => queue.WhyNot(request, limits) is not null)
                && queue.Waiting.Zip(queue.Waiting.Skip(1)).All(pair => pair.First.Priority >= pair.Second.Priority);
        });
    }

    private static AdmissionQueue Full(params string[] waiting)
    {
        var queue = new AdmissionQueue();
        foreach (var id in waiting.Prepend("b").Prepend("a"))
        {
            queue.Request(new(id), Two);
        }

        return queue;
    }
}
