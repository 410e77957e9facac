using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace Slipway.LocalHost.Tests.Api.Behaviour;

/// <summary>Converters, tasks as classes, pages, metadata.</summary>
public sealed class ConversionTests
{
    [Fact]
    public void The_json_converter_writes_fields_and_null_is_null()
    {
        var converter = JsonDataConverter.Default;

        Assert.Equal("""{"Item1":"a","Item2":1}""", converter.Serialize(("a", 1)));
        Assert.Equal(("a", 1), converter.Deserialize<(string, int)>("""{"Item1":"a","Item2":1}"""));
        Assert.Null(converter.Serialize(null));
        Assert.Equal(0, converter.Deserialize<int>(null));
        Assert.Null(converter.Deserialize<string>("null"));
    }

    [Fact]
    public async Task A_task_of_a_class_takes_its_type_and_nothing_else()
    {
        ITaskActivity activity = new Length();

        Assert.Equal(3, await activity.RunAsync(new SomeActivityContext(), "abc"));
        Assert.Equal(-1, await activity.RunAsync(new SomeActivityContext(), input: null));
        await Assert.ThrowsAsync<ArgumentException>(() => activity.RunAsync(new SomeActivityContext(), 5));
        Assert.Equal((typeof(string), typeof(int)), (activity.InputType, activity.OutputType));
    }

    [Fact]
    public async Task An_orchestrator_of_a_class_gives_its_result()
    {
        ITaskOrchestrator orchestrator = new Twice();

        Assert.Equal(8, await orchestrator.RunAsync(new ScriptedContext(), 4));
        Assert.Equal(0, await orchestrator.RunAsync(new ScriptedContext(), input: null));
    }

    [Fact]
    public async Task Pages_follow_one_another_until_there_is_no_token()
    {
        var asked = new List<string?>();
        var pageable = Pageable.Create<int>((token, _) =>
        {
            asked.Add(token);
            return Task.FromResult(token is null ? new Page<int>([1, 2], "next") : new Page<int>([3]));
        });

        var items = new List<int>();
        await foreach (var item in pageable)
        {
            items.Add(item);
        }

        Assert.Equal([1, 2, 3], items);
        Assert.Equal([null, "next"], asked);
    }

    [Fact]
    public void Metadata_reads_inputs_and_outputs_only_when_they_were_asked_for()
    {
        var without = new OrchestrationMetadata("n", "i") { SerializedOutput = "1" };
        var with = new OrchestrationMetadata("n", "i") { SerializedOutput = "1", DataConverter = JsonDataConverter.Default };

        Assert.Contains("getInputsAndOutputs", Assert.Throws<InvalidOperationException>(() => without.ReadOutputAs<int>()).Message);
        Assert.Equal(1, with.ReadOutputAs<int>());
        Assert.Equal(0, with.ReadInputAs<int>());
    }

    private sealed class Length : TaskActivity<string?, int>
    {
        public override Task<int> RunAsync(TaskActivityContext context, string? input) => Task.FromResult(input?.Length ?? -1);
    }

    private sealed class Twice : TaskOrchestrator<int, int>
    {
        public override Task<int> RunAsync(TaskOrchestrationContext context, int input) => Task.FromResult(input * 2);
    }
}
