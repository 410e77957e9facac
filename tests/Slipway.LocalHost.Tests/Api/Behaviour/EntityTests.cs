using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.LocalHost.Tests.Api.Behaviour;

public sealed class EntityTests
{
    [Theory]
    [InlineData("@counter@a", "counter", "a")]
    [InlineData("@Counter@A@b", "counter", "A@b")]
    [InlineData("@counter@", "counter", "")]
    public void An_id_is_read_from_text(string text, string name, string key)
    {
        var id = EntityInstanceId.FromString(text);

        Assert.Equal((name, key), (id.Name, id.Key));
        Assert.Equal($"@{name}@{key}", id.ToString());
        Assert.Equal(id, JsonSerializer.Deserialize<EntityInstanceId>(JsonSerializer.Serialize(id)));
    }

    [Theory]
    [InlineData("counter@a")]
    [InlineData("@counter")]
    [InlineData("@@a")]
    public void Other_text_is_no_id(string text) => Assert.Throws<ArgumentException>(() => EntityInstanceId.FromString(text));

    [Theory]
    [InlineData("add")]
    [InlineData("AddLater")]
    [InlineData("AddSlowly")]
    [InlineData("addWithContext")]
    public async Task An_operation_is_a_method_and_what_the_state_is_after_it_is_kept(string name)
    {
        var operation = new SomeOperation(name, state: 40, input: 2);

        Assert.Equal(42, await new Counter().RunAsync(operation));
        Assert.Equal(42, operation.Kept.Value);
    }

    [Fact]
    public async Task A_first_operation_starts_with_a_new_state_and_a_failed_one_keeps_none()
    {
        var first = new SomeOperation("add", state: null, input: 1);
        var failed = new SomeOperation("fail", state: 7);

        Assert.Equal(1, await new Counter().RunAsync(first));
        await Assert.ThrowsAsync<InvalidTimeZoneException>(async () => await new Counter().RunAsync(failed));
        Assert.Equal(7, failed.Kept.Value);
    }

    [Fact]
    public async Task Delete_takes_the_state_away_unless_a_method_says_otherwise()
    {
        var operation = new SomeOperation("Delete", state: 7);

        Assert.Null(await new Counter().RunAsync(operation));
        Assert.Null(operation.Kept.Value);
    }

    [Fact]
    public async Task An_operation_without_a_fitting_method_is_refused()
    {
        await Assert.ThrowsAsync<NotSupportedException>(async () => await new Counter().RunAsync(new SomeOperation("unknown")));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await new Counter().RunAsync(new SomeOperation("add")));
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await new Counter().RunAsync(new SomeOperation("twoInputs", input: 1)));
        await Assert.ThrowsAsync<AmbiguousMatchException>(
            async () => await new Counter().RunAsync(new SomeOperation("overloaded", input: 1)));
    }

    [Fact]
    public async Task An_input_that_is_not_sent_has_its_default_value()
        => Assert.Equal("none", await new Counter().RunAsync(new SomeOperation("optional")));

    [Fact]
    public async Task A_dispatcher_runs_an_entity_class_a_state_class_or_a_function()
    {
        var services = new ServiceCollection().BuildServiceProvider();
        var byClass = new TaskEntityDispatcher(new SomeOperation("add", state: 1, input: 2), services);
        var byState = new TaskEntityDispatcher(new SomeOperation("describe", state: new Box { Content = "hat" }), services);
        var byFunction = new TaskEntityDispatcher(new SomeOperation("any"), services);

        await byClass.DispatchAsync<Counter>();
        await byState.DispatchAsync<Box>();
        await byFunction.DispatchAsync(operation => new ValueTask<object?>(operation.Name));

        Assert.Equal(3, byClass.Result);
        Assert.Equal("a box with a hat", byState.Result);
        Assert.Equal("any", byFunction.Result);
    }

    [Theory]
    [InlineData("Counter", "@counter")]
    [InlineData("@Counter@A", "@counter@A")]
    [InlineData("", "@")]
    public void A_querys_prefix_ignores_the_case_of_names_only(string given, string expected)
        => Assert.Equal(expected, new EntityQuery { InstanceIdStartsWith = given }.InstanceIdStartsWith);

    [Fact]
    public void Metadata_without_state_says_so_and_in_JSON_has_only_what_is_there()
    {
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var without = new EntityMetadata<Box>(new EntityInstanceId("b", "1")) { LastModifiedTime = time };
        var with = new EntityMetadata(new EntityInstanceId("b", "1"), SerializedData.Create(new Box { Content = "hat" }))
        {
            LastModifiedTime = time,
            BacklogQueueSize = 2,
            LockedBy = "i1",
        };

        Assert.Throws<InvalidOperationException>(() => without.State);
        Assert.Equal("""{"Id":"@b@1","LastModifiedTime":"2026-01-02T03:04:05+00:00"}""", JsonSerializer.Serialize(without));
        var json = JsonSerializer.SerializeToElement(with);
        Assert.Equal(("i1", 2), (json.GetProperty("LockedBy").GetString(), json.GetProperty("BacklogQueueSize").GetInt32()));
        Assert.Equal("""{"Content":"hat"}""", json.GetProperty("State").GetString());
        Assert.Equal("hat", with.State.ReadAs<Box>().Content);
    }

    [Fact]
    public void Signal_options_come_from_a_time()
    {
        var time = DateTimeOffset.UnixEpoch;
        SignalEntityOptions options = time;

        Assert.Equal(time, options.SignalTime);
    }

    internal sealed class Box
    {
        public string? Content { get; set; }

        public string Describe() => $"a box with a {Content}";
    }

    private sealed class Counter : TaskEntity<int>
    {
        public int Add(int amount) => State += amount;

        public Task<int> AddLater(int amount) => Task.FromResult(State += amount);

        public async ValueTask<int> AddSlowly(int amount)
        {
            await Task.Yield();
            return State += amount;
        }

        public int AddWithContext(TaskEntityContext context, int amount) => context.Id.Key == "a" ? Add(amount) : 0;

        public void Fail()
        {
            State = 0;
            throw new InvalidTimeZoneException();
        }

        public string Optional(string text = "none") => text;

        public int TwoInputs(int one, int two) => one + two;

        public int Overloaded(int one) => one;

        public int Overloaded(string one) => one.Length;
    }
}
