using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.LocalHost.Tests.Api.Behaviour;

public sealed class RegistryTests
{
    private static readonly IServiceProvider Services = new ServiceCollection().AddSingleton("served").BuildServiceProvider();

    [Fact]
    public void A_class_is_added_under_the_name_of_its_attribute_or_else_its_own()
    {
        var registry = new DurableTaskRegistry()
            .AddOrchestrator<PlainOrchestrator>()
            .AddActivity<NamedActivity>()
            .AddEntity<PlainEntity>();

        Assert.Equal("PlainOrchestrator", Assert.Single(registry.GetOrchestrators()).Key.Name);
        Assert.Equal("Say", Assert.Single(registry.GetActivities()).Key.Name);
        Assert.Equal("PlainEntity", Assert.Single(registry.GetEntities()).Key.Name);
    }

    [Fact]
    public void A_class_is_made_anew_with_services_each_time_and_a_registered_one_is_asked_for()
    {
        var registry = new DurableTaskRegistry().AddActivity<NamedActivity>();
        var make = Assert.Single(registry.GetActivities()).Value;
        var own = new NamedActivity("own");

        var first = Assert.IsType<NamedActivity>(make(Services));
        var second = make(Services);
        var registered = make(new ServiceCollection().AddSingleton(own).BuildServiceProvider());

        Assert.Equal("served", first.Service);
        Assert.NotSame(first, second);
        Assert.Same(own, registered);
    }

    [Fact]
    public void A_name_can_be_taken_once_in_each_version_whatever_its_case()
    {
        var registry = new DurableTaskRegistry()
            .AddOrchestrator("Ship", () => new PlainOrchestrator())
            .AddOrchestrator("Ship", new TaskVersion("v1"), () => new PlainOrchestrator())
            .AddEntity("Counter", new PlainEntity());

        Assert.Equal(2, registry.GetOrchestrators().Count());
        Assert.Throws<ArgumentException>("name", () => registry.AddOrchestratorFunc("SHIP", _ => { }));
        Assert.Throws<ArgumentException>(
            "name", () => registry.AddOrchestrator("ship", new TaskVersion("V1"), () => new PlainOrchestrator()));
        Assert.Throws<ArgumentException>("name", () => registry.AddEntity("COUNTER", new PlainEntity()));
    }

    [Fact]
    public void A_task_needs_a_name_and_a_class_that_can_be_made()
    {
        var registry = new DurableTaskRegistry();

        Assert.Throws<ArgumentException>("name", () => registry.AddActivityFunc(string.Empty, _ => { }));
        Assert.Throws<ArgumentException>("type", () => registry.AddActivity(typeof(TaskActivity<int, int>)));
        Assert.Throws<ArgumentException>("type", () => registry.AddActivity("x", typeof(PlainOrchestrator)));
        Assert.Throws<ArgumentException>("type", () => registry.AddEntity(typeof(ITaskEntity)));
    }

    [Fact]
    public async Task Every_form_of_a_function_becomes_an_activity()
    {
        var seen = new List<string>();
        var registry = new DurableTaskRegistry()
            .AddActivityFunc("async in out", (TaskActivityContext _, string input) => Task.FromResult(input + "!"))
            .AddActivityFunc<string, string>("in out", (_, input) => input + "?")
            .AddActivityFunc<string>("async in", (_, input) => Add(seen, input))
            .AddActivityFunc<string>("in", (_, input) => seen.Add(input))
            .AddActivityFunc("async out", _ => Task.FromResult("result"))
            .AddActivityFunc<string>("out", _ => "plain")
            .AddActivityFunc("async", _ => Add(seen, "async"))
            .AddActivityFunc("action", _ => seen.Add("action"));
        var results = new List<object?>();

        foreach (var activity in registry.GetActivities().Select(entry => entry.Value(Services)))
        {
            var input = activity.InputType == typeof(string) ? "in" : null;
            results.Add(await activity.RunAsync(new SomeActivityContext(), input));
        }

        Assert.Equal(["in!", "in?", null, null, "result", "plain", null, null], results);
        Assert.Equal(["in", "in", "async", "action"], seen);
    }

    [Fact]
    public void What_has_no_version_stands_for_all_until_its_name_has_one()
    {
        var registry = new DurableTaskRegistry()
            .AddActivityFunc<int, int>("Any", (_, input) => input)
            .AddActivityFunc<int, int>("Some", (_, input) => input)
            .AddActivityFunc<int, int>("Some", new TaskVersion("1"), (_, input) => Task.FromResult(input));
        var factory = (IVersionedTaskFactory)registry.BuildFactory();

        Assert.True(factory.TryCreateActivity("any", "2", Services, out _));
        Assert.True(factory.TryCreateActivity("some", "1", Services, out _));
        Assert.True(factory.TryCreateActivity("some", TaskVersion.Unversioned, Services, out _));
        Assert.False(factory.TryCreateActivity("some", "2", Services, out _));
    }

    [Fact]
    public void A_version_of_whitespace_is_refused()
    {
        Assert.Throws<ArgumentException>("version", () => new TaskVersion("  "));
        Assert.Equal(TaskVersion.Unversioned, new TaskVersion(string.Empty));
    }

    private static Task Add(List<string> seen, string what)
    {
        seen.Add(what);
        return Task.CompletedTask;
    }

    private sealed class PlainOrchestrator : TaskOrchestrator<int, int>
    {
        public override Task<int> RunAsync(TaskOrchestrationContext context, int input) => Task.FromResult(input);
    }

    [DurableTask("Say")]
    private sealed class NamedActivity(string service) : TaskActivity<int, int>
    {
        public string Service => service;

        public override Task<int> RunAsync(TaskActivityContext context, int input) => Task.FromResult(input);
    }

    private sealed class PlainEntity : TaskEntity<int>
    {
        public void Reset() => State = 0;
    }
}
