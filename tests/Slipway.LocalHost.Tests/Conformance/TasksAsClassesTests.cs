using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Slipway.LocalHost.Testing;
using static Slipway.LocalHost.Tests.Testing.DurableTaskTestHostTests;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>Orchestrators and activities written as classes, with services, as functions, and many at once.</summary>
public sealed class TasksAsClassesTests
{
    [Fact]
    public async Task Classes_call_classes_by_name_and_as_children()
    {
        await using var host = await DurableTaskTestHost.StartAsync(tasks => tasks
            .AddOrchestrator<ParentOfGreeter>().AddOrchestrator<Greeter>().AddActivity<SayHello>());

        var end = await RunAsync(host.Client, nameof(ParentOfGreeter), "Ada");

        Assert.Equal("parent: Hello Ada!", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_exception_of_a_class_is_its_failure()
    {
        await using var host = await DurableTaskTestHost.StartAsync(tasks => tasks.AddOrchestrator<Faulty>());

        var end = await RunAsync(host.Client, nameof(Faulty), "x");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal((typeof(InvalidTimeZoneException).FullName, "x"), (end.FailureDetails!.ErrorType, end.FailureDetails.ErrorMessage));
    }

    [Fact]
    public async Task A_class_gets_external_events()
    {
        await using var host = await DurableTaskTestHost.StartAsync(tasks => tasks.AddOrchestrator<Approval>());
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Approval));

        await host.Client.RaiseEventAsync(id, "approval", true);

        var end = await host.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        Assert.Equal("approved: True", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_class_activity_is_retried_by_policy()
    {
        var counter = new Counter();
        await using var host = await DurableTaskTestHost.StartAsync(
            tasks => tasks
                .AddActivity<Flaky>()
                .AddOrchestratorFunc<int>("Main", context => context.CallActivityAsync<int>(
                    nameof(Flaky), TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromTicks(1))))),
            new DurableTaskTestHostOptions { ConfigureServices = services => services.AddSingleton(counter) });

        Assert.Equal(3, (await RunAsync(host.Client, "Main", input: null)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Each_activity_execution_has_a_scope_of_services_of_its_own()
    {
        await using var host = await DurableTaskTestHost.StartAsync(
            tasks => tasks.AddActivity<ScopeId>().AddOrchestratorFunc("Main", async context => new[]
            {
                await context.CallActivityAsync<Guid>(nameof(ScopeId)), await context.CallActivityAsync<Guid>(nameof(ScopeId)),
            }),
            new DurableTaskTestHostOptions { ConfigureServices = services => services.AddScoped<Scope>() });

        var ids = (await RunAsync(host.Client, "Main", input: null)).ReadOutputAs<Guid[]>()!;

        Assert.Equal(2, ids.Distinct().Count());
    }

    [Fact]
    public async Task An_orchestrator_pages_through_an_activity()
    {
        await using var host = await DurableTaskTestHost.StartAsync(tasks => tasks
            .AddActivityFunc<string?, Numbers>("Page", (_, token) =>
                token switch { null => new([1, 2], "b"), "b" => new([3], "c"), _ => new([4], null) })
            .AddOrchestratorFunc("Main", async context =>
            {
                var sum = 0;
                var pages = Pageable.Create<int>(async (token, _) =>
                {
                    var page = await context.CallActivityAsync<Numbers>("Page", token);
                    return new Page<int>(page.Items, page.Next);
                });
                await foreach (var item in pages)
                {
                    sum += item;
                }

                return sum;
            }));

        Assert.Equal(10, (await RunAsync(host.Client, "Main", input: null)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Children_whose_timers_are_due_at_the_same_moment_all_complete()
    {
        await using var host = await DurableTaskTestHost.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var fireAt = context.CurrentUtcDateTime.AddMilliseconds(1);
                return (await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
                    context.CallSubOrchestratorAsync<string>("Child", fireAt)))).Distinct().Count();
            })
            .AddOrchestratorFunc<DateTime, string>("Child", async (context, fireAt) =>
            {
                await context.CreateTimer(fireAt, CancellationToken.None);
                return context.InstanceId;
            }));

        Assert.Equal(10, (await RunAsync(host.Client, "Main", input: null)).ReadOutputAs<int>());
    }

    [Theory]
    [InlineData(1, 30)]
    [InlineData(20, 5)]
    public async Task Many_generations_of_several_activities_leave_no_instance_stuck(int instances, int generations)
    {
        await using var host = await DurableTaskTestHost.StartAsync(tasks => tasks
            .AddActivityFunc<int, int>("Work", (_, value) => value)
            .AddOrchestratorFunc<State, int>("Main", async (context, state) =>
            {
                var results = await Task.WhenAll(Enumerable.Range(1, 3).Select(i => context.CallActivityAsync<int>("Work", i)));
                await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
                state = new State(state.Generation + 1, state.Sum + results.Sum());
                if (state.Generation < generations)
                {
                    context.ContinueAsNew(state);
                }

                return state.Sum;
            }));

        var ends = await Task.WhenAll(Enumerable.Range(0, instances).Select(_ => RunAsync(host.Client, "Main", new State(0, 0))));

        Assert.All(ends, end => Assert.Equal(6 * generations, end.ReadOutputAs<int>()));
    }

    private sealed record Numbers(int[] Items, string? Next);

    private sealed record State(int Generation, int Sum);

    private sealed class Counter
    {
        public int Value { get; set; }
    }

    private sealed class Scope
    {
        public Guid Id { get; } = Guid.NewGuid();
    }

    private sealed class ParentOfGreeter : TaskOrchestrator<string, string>
    {
        public override async Task<string> RunAsync(TaskOrchestrationContext context, string input)
            => "parent: " + await context.CallSubOrchestratorAsync<string>(nameof(Greeter), input);
    }

    private sealed class Greeter : TaskOrchestrator<string, string>
    {
        public override Task<string> RunAsync(TaskOrchestrationContext context, string input)
            => context.CallActivityAsync<string>(nameof(SayHello), input);
    }

    private sealed class SayHello : TaskActivity<string, string>
    {
        public override Task<string> RunAsync(TaskActivityContext context, string input) => Task.FromResult($"Hello {input}!");
    }

    private sealed class Faulty : TaskOrchestrator<string, string>
    {
        public override Task<string> RunAsync(TaskOrchestrationContext context, string input) => throw new InvalidTimeZoneException(input);
    }

    private sealed class Approval : TaskOrchestrator<string?, string>
    {
        public override async Task<string> RunAsync(TaskOrchestrationContext context, string? input)
            => $"approved: {await context.WaitForExternalEvent<bool>("Approval")}";
    }

    private sealed class Flaky(Counter counter) : TaskActivity<string?, int>
    {
        public override Task<int> RunAsync(TaskActivityContext context, string? input)
            => ++counter.Value < 3 ? throw new TimeoutException() : Task.FromResult(counter.Value);
    }

    private sealed class ScopeId(Scope scope) : TaskActivity<string?, Guid>
    {
        public override Task<Guid> RunAsync(TaskActivityContext context, string? input) => Task.FromResult(scope.Id);
    }
}
