using System.Diagnostics;
using System.Globalization;
using System.Text;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>The spans of a distributed trace: which there are, what they say, and which is below which.</summary>
public sealed class TracingTests
{
    [Fact]
    public async Task A_start_is_a_span_of_its_caller_and_the_orchestration_is_one_below_it()
    {
        using var spans = new RecordedSpans();
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", _ => Task.CompletedTask));

        await hub.StartInstanceAsync("Main", id: "one");
        await hub.EndOfAsync("one");

        var create = spans.Single("create_orchestration:Main", ActivityKind.Producer);
        Assert.Equal(spans.Caller.SpanId, create.ParentSpanId);
        AssertTags(create, ("type", "orchestration"), ("task.name", "Main"), ("task.instance_id", "one"));
        var run = spans.Single("orchestration:Main", ActivityKind.Server);
        Assert.Equal(create.SpanId, run.ParentSpanId);
        Assert.Equal(ActivityStatusCode.Unset, run.Status);
        AssertTags(
            run, ("type", "orchestration"), ("task.name", "Main"), ("task.instance_id", "one"), ("task.status", "Completed"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task An_orchestration_is_one_span_over_all_its_turns(int warm)
    {
        using var spans = new RecordedSpans();
        await using var hub = await TestHub.StartAsync(
            catalog => catalog.Orchestrator("Main", async context =>
            {
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                await context.WaitForExternalEvent<object?>("E");
            }),
            options => options with { MaxWarmOrchestrations = warm });
        var start = hub.Clock.GetUtcNow().UtcDateTime;

        await hub.StartInstanceAsync("Main", id: "one");
        hub.Clock.Advance(TimeSpan.FromHours(1));
        await hub.UntilHistoryHasAsync<TimerFiredEvent>("one");
        hub.Clock.Advance(TimeSpan.FromHours(1));
        await hub.Client.RaiseEventAsync("one", "E");
        await hub.EndOfAsync("one");

        var run = spans.Single("orchestration:Main", ActivityKind.Server);
        Assert.Equal((start, TimeSpan.FromHours(2)), (run.StartTimeUtc, run.Duration));
        Assert.Equal(4, spans.Ended.Count);
    }

    [Fact]
    public async Task An_activity_is_a_span_of_its_caller_and_one_of_its_code_below_it()
    {
        using var spans = new RecordedSpans();
        Activity? inCode = null;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<int>("Double", number =>
            {
                inCode = Activity.Current;
                return 2 * number;
            })
            .Orchestrator("Main", context => context.CallActivityAsync("Double", 1)));

        await hub.StartInstanceAsync("Main", id: "one");
        await hub.EndOfAsync("one");

        var call = spans.Single("activity:Double", ActivityKind.Client);
        Assert.Equal(spans.Single("orchestration:Main", ActivityKind.Server).SpanId, call.ParentSpanId);
        var run = spans.Single("activity:Double", ActivityKind.Server);
        Assert.Equal(call.SpanId, run.ParentSpanId);
        Assert.Same(run, inCode);
        foreach (var span in new[] { call, run })
        {
            AssertTags(span, ("type", "activity"), ("task.name", "Double"), ("task.instance_id", "one"), ("task.task_id", 0));
        }
    }

    [Fact]
    public async Task A_failure_is_on_the_spans_of_all_that_failed_of_it()
    {
        using var spans = new RecordedSpans();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<int>("Break", _ => throw new InvalidOperationException("down"))
            .Orchestrator("Child", context => context.CallActivityAsync("Break"))
            .Orchestrator("Main", context => context.CallSubOrchestratorAsync("Child")));

        await hub.StartInstanceAsync("Main", id: "one");
        var end = await hub.EndOfAsync("one");

        var failed = spans.Ended.Where(span => span.Status == ActivityStatusCode.Error).ToList();
        Assert.Equal(
            ["activity:Break", "activity:Break", "orchestration:Child", "orchestration:Child", "orchestration:Main"],
            failed.Select(span => span.OperationName).Order(StringComparer.Ordinal));
        Assert.All(failed.Where(span => span.OperationName == "activity:Break"), span => Assert.Equal("down", span.StatusDescription));
        var main = spans.Single("orchestration:Main", ActivityKind.Server);
        Assert.Equal(end.FailureDetails!.ErrorMessage, main.StatusDescription);
        AssertTags(main, ("task.status", "Failed"));
    }

    [Fact]
    public async Task A_child_is_a_span_of_its_parent_and_one_of_its_own_below_it()
    {
        using var spans = new RecordedSpans();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Child", _ => Task.CompletedTask)
            .Orchestrator("Main", context => context.CallSubOrchestratorAsync(
                "Child", options: new SubOrchestrationOptions { InstanceId = "two" })));

        await hub.StartInstanceAsync("Main", id: "one");
        await hub.EndOfAsync("one");

        var call = spans.Single("orchestration:Child", ActivityKind.Client);
        Assert.Equal(spans.Single("orchestration:Main", ActivityKind.Server).SpanId, call.ParentSpanId);
        AssertTags(call, ("type", "orchestration"), ("task.name", "Child"), ("task.instance_id", "one"));
        var run = spans.Single("orchestration:Child", ActivityKind.Server);
        Assert.Equal(call.SpanId, run.ParentSpanId);
        AssertTags(run, ("task.name", "Child"), ("task.instance_id", "two"), ("task.status", "Completed"));
    }

    [Fact]
    public async Task A_timer_that_fired_is_a_span_and_one_that_was_cancelled_is_none()
    {
        using var spans = new RecordedSpans();
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            using var source = new CancellationTokenSource();
            var cancelled = context.CreateTimer(TimeSpan.FromHours(2), source.Token);
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            source.Cancel();
        }));
        var start = hub.Clock.GetUtcNow().UtcDateTime;

        await hub.StartInstanceAsync("Main", id: "one");
        hub.Clock.Advance(TimeSpan.FromHours(1));
        await hub.EndOfAsync("one");

        var timer = spans.Single("orchestration:Main:timer", ActivityKind.Internal);
        Assert.Equal(spans.Single("orchestration:Main", ActivityKind.Server).SpanId, timer.ParentSpanId);
        Assert.Equal((start, TimeSpan.FromHours(1)), (timer.StartTimeUtc, timer.Duration));
        AssertTags(
            timer,
            ("type", "timer"),
            ("task.name", "Main"),
            ("task.instance_id", "one"),
            ("task.task_id", 1),
            ("fire_at", start.AddHours(1).ToString("O", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task An_event_is_a_span_of_whoever_raises_it()
    {
        using var spans = new RecordedSpans();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Target", async context =>
            {
                await context.WaitForExternalEvent<int>("E");
                await context.WaitForExternalEvent<int>("E");
            })
            .Orchestrator("Main", context =>
            {
                context.SendEvent("two", "E", 1);
                return Task.CompletedTask;
            }));

        await hub.StartInstanceAsync("Target", id: "two");
        await hub.StartInstanceAsync("Main", id: "one");
        await hub.Client.RaiseEventAsync("two", "E", 2);
        await hub.EndOfAsync("one");
        await hub.EndOfAsync("two");

        var events = spans.All("orchestration_event:E", ActivityKind.Producer);
        Assert.Equal(2, events.Count);
        Assert.All(events, span => AssertTags(span, ("type", "event"), ("task.name", "E"), ("event.target_instance_id", "two")));
        var sent = Assert.Single(events, span => span.ParentSpanId == spans.Single("orchestration:Main", ActivityKind.Server).SpanId);
        AssertTags(sent, ("task.instance_id", "one"));
        Assert.Single(events, span => span.ParentSpanId == spans.Caller.SpanId);
    }

    [Fact]
    public async Task A_trace_goes_on_after_a_crash()
    {
        using var spans = new RecordedSpans("vendor=a b");
        using var hold = new SemaphoreSlim(0);
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<string>("Quick", _ => null)
            .Activity<string>("Slow", async (_, cancellation) =>
            {
                await hold.WaitAsync(cancellation);
                return null;
            })
            .Orchestrator("Child", context => context.CallActivityAsync("Slow"))
            .Orchestrator("Main", async context =>
            {
                await context.CallActivityAsync("Quick");
                await context.CallSubOrchestratorAsync("Child", options: new SubOrchestrationOptions { InstanceId = "two" });
            }));
        var start = hub.Clock.GetUtcNow().UtcDateTime;

        await hub.StartInstanceAsync("Main", id: "one");
        await hub.UntilHistoryHasAsync<TaskScheduledEvent>("two");
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        await hub.CrashAsync();
        hold.Release(2);
        await hub.EndOfAsync("one");

        var main = spans.Single("orchestration:Main", ActivityKind.Server);
        Assert.Equal(spans.Single("create_orchestration:Main", ActivityKind.Producer).SpanId, main.ParentSpanId);
        Assert.Equal((start, TimeSpan.FromMinutes(1)), (main.StartTimeUtc, main.Duration));
        Assert.Equal("vendor=a b", main.TraceStateString);
        Assert.Equal(main.SpanId, spans.Single("activity:Quick", ActivityKind.Client).ParentSpanId);
        var child = spans.Single("orchestration:Child", ActivityKind.Client);
        Assert.Equal(main.SpanId, child.ParentSpanId);
        var run = spans.Single("orchestration:Child", ActivityKind.Server);
        Assert.Equal(child.SpanId, run.ParentSpanId);
        var slow = spans.Single("activity:Slow", ActivityKind.Client);
        Assert.Equal(run.SpanId, slow.ParentSpanId);
        Assert.All(spans.All("activity:Slow", ActivityKind.Server), span => Assert.Equal(slow.SpanId, span.ParentSpanId));
    }

    [Fact]
    public async Task Each_generation_is_a_span_below_the_start()
    {
        using var spans = new RecordedSpans();
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", context =>
        {
            if (context.GetInput<int>() is var rest and > 0)
            {
                context.ContinueAsNew(rest - 1);
            }

            return Task.CompletedTask;
        }));

        await hub.StartInstanceAsync("Main", 2, "one");
        await hub.EndOfAsync("one");

        var runs = spans.All("orchestration:Main", ActivityKind.Server);
        Assert.Equal(
            ["ContinuedAsNew", "ContinuedAsNew", "Completed"], runs.Select(span => span.GetTagItem("durabletask.task.status")));
        Assert.Equal(3, runs.DistinctBy(span => span.SpanId).Count());
        var create = spans.Single("create_orchestration:Main", ActivityKind.Producer);
        Assert.All(runs, span => Assert.Equal(create.SpanId, span.ParentSpanId));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task A_terminated_orchestration_is_a_span_from_its_first_turn_on(int warm)
    {
        using var spans = new RecordedSpans();
        await using var hub = await TestHub.StartAsync(
            catalog => catalog.Orchestrator("Main", context => context.WaitForExternalEvent<object?>("E")),
            options => options with { MaxWarmOrchestrations = warm });
        var start = hub.Clock.GetUtcNow().UtcDateTime;

        await hub.StartInstanceAsync("Main", id: "one");
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        await hub.Client.TerminateInstanceAsync("one");
        await hub.EndOfAsync("one");

        var run = spans.Single("orchestration:Main", ActivityKind.Server);
        Assert.Equal((start, TimeSpan.FromMinutes(1)), (run.StartTimeUtc, run.Duration));
        AssertTags(run, ("task.status", "Terminated"));
    }

    [Fact]
    public async Task A_rewound_orchestration_has_a_span_of_its_own_below_the_one_that_failed()
    {
        using var spans = new RecordedSpans();
        var broken = true;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<int>("Step", _ => broken ? throw new InvalidOperationException("down") : null)
            .Orchestrator("Main", context => context.CallActivityAsync("Step")));

        await hub.StartInstanceAsync("Main", id: "one");
        await hub.EndOfAsync("one");
        broken = false;
        await hub.Client.RewindInstanceAsync("one", "repaired");
        await hub.EndOfAsync("one");

        var runs = spans.All("orchestration:Main", ActivityKind.Server);
        Assert.Equal(["Failed", "Completed"], runs.Select(span => span.GetTagItem("durabletask.task.status")));
        Assert.Equal(runs[0].SpanId, runs[1].ParentSpanId);
        Assert.Equal(runs.Select(span => span.SpanId), spans.All("activity:Step", ActivityKind.Client).Select(span => span.ParentSpanId));
    }

    [Fact]
    public async Task An_orchestrator_s_code_is_in_its_span()
    {
        using var spans = new RecordedSpans();
        var seen = new List<Activity?>();
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            seen.Add(Activity.Current);
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            seen.Add(Activity.Current);
        }));

        await hub.StartInstanceAsync("Main", id: "one");
        hub.Clock.Advance(TimeSpan.FromHours(1));
        await hub.EndOfAsync("one");

        var run = spans.Single("orchestration:Main", ActivityKind.Server);
        Assert.Equal([run, run], seen);
    }

    [Fact]
    public async Task A_version_is_in_the_names_and_tags_of_spans()
    {
        using var spans = new RecordedSpans();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<int>("Step", _ => null)
            .Orchestrator("Main", context => context.CallActivityAsync("Step")));

        await hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Main", input: null, new StartOrchestrationOptions("one") { Version = "2.1" });
        await hub.EndOfAsync("one");

        Assert.Equal(
            ["activity:Step@(2.1)", "activity:Step@(2.1)", "create_orchestration:Main@(2.1)", "orchestration:Main@(2.1)"],
            spans.Ended.Select(span => span.OperationName).Order(StringComparer.Ordinal));
        Assert.All(spans.Ended, span => AssertTags(span, ("task.version", "2.1")));
    }

    [Fact]
    public async Task A_history_says_nothing_of_a_trace()
    {
        using var spans = new RecordedSpans();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<int>("Step", _ => null)
            .Orchestrator("Main", context => context.CallActivityAsync("Step")));

        await hub.StartInstanceAsync("Main", id: "one");
        await hub.EndOfAsync("one");

        Assert.DoesNotContain(
            spans.Caller.TraceId.ToHexString(), Encoding.UTF8.GetString(hub.Client.ExportInstance("one")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_listens_to_at_its_start_is_in_no_trace()
    {
        using var spans = new RecordedSpans();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<int>("Step", _ => null)
            .Orchestrator("Main", async context =>
            {
                await context.WaitForExternalEvent<object?>("E");
                await context.CallActivityAsync("Step");
            }));

        // Within a trace, but not one that is listened to.
        using (new Activity("other").SetParentId(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom()).Start())
        {
            await hub.StartInstanceAsync("Main", id: "one");
        }

        await hub.Client.RaiseEventAsync("one", "E");
        await hub.EndOfAsync("one");

        Assert.Equal(["orchestration_event:E"], spans.Ended.Select(span => span.OperationName));
    }

    [Fact]
    public async Task A_listener_that_throws_holds_up_nobody()
    {
        using var spans = new RecordedSpans(ended: span =>
        {
            if (span.OperationName == "orchestration:Main")
            {
                throw new InvalidOperationException("no room for spans");
            }
        });
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", _ => Task.CompletedTask));

        await hub.StartInstanceAsync("Main", id: "one").WaitAsync(TestHub.Patience);
        await hub.StartInstanceAsync("Main", id: "one").WaitAsync(TestHub.Patience);
        await hub.EndOfAsync("one");

        Assert.Equal(2, spans.All("orchestration:Main", ActivityKind.Server).Count);
    }

    private static void AssertTags(Activity span, params (string Name, object Value)[] tags) =>
        Assert.All(tags, tag => Assert.Equal(tag.Value, span.GetTagItem($"durabletask.{tag.Name}")));
}
