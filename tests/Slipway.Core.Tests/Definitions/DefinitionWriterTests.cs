using System.Text.Json;
using FsCheck.Fluent;
using Slipway.Core.Definitions;

namespace Slipway.Core.Tests.Definitions;

public class DefinitionWriterTests
{
    private static readonly FsCheck.Gen<string> Texts = Gen.Elements(
        "a", "1", "true", "null", "~", "ä ${{ inputs.a }}", "a: b", "- x", "#", "it's", "\"", "\t\n", "");

    private static readonly FsCheck.Gen<TimeSpan?> Times = Gen.Elements<TimeSpan?>(
        null, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(90), TimeSpan.FromDays(366), TimeSpan.FromHours(25.5));

    private static readonly FsCheck.Gen<JsonElement?> Values = Gen.Elements("null", "1", "-2.5", "\"x\"", "[]", "{\"a\":[true,{}]}")
        .Select(json => (JsonElement?)JsonDocument.Parse(json).RootElement);

    private static readonly FsCheck.Gen<RetryDefinition?> Retries =
        from attempts in Gen.Choose(1, 20)
        from delay in Times
        from backoff in Gen.Elements(Enum.GetValues<Backoff>())
        from patterns in Texts.ListOf(2)
        from isSet in Gen.Elements(true, false)
        select isSet
            ? new RetryDefinition { MaxAttempts = attempts, BaseDelay = delay ?? default, Backoff = backoff, RetryOn = [.. patterns] }
            : null;

    private static FsCheck.Gen<StepDefinition> Steps(int depth) =>
        from id in Gen.Choose(0, 1_000)
        from name in Texts
        from type in Gen.Elements(Enum.GetValues<StepType>())
        from uses in Gen.Elements(null, "shell.run")
        from timeout in Times
        from retry in Retries
        from parallel in Gen.Elements(true, false)
        from config in Values
        from inner in depth == 0
            ? Gen.Constant<IReadOnlyList<StepDefinition>>([])
            : Steps(depth - 1).ListOf(2).Select(list => (IReadOnlyList<StepDefinition>)[.. list])
        select new StepDefinition
        {
            Id = $"s{id}",
            Name = name,
            Type = type,
            Uses = uses,
            DependsOn = id % 3 == 0 ? ["x", "y"] : [],
            When = id % 2 == 0 ? "always()" : null,
            Timeout = timeout,
            Retry = retry,
            OnFailure = id % 5 == 0 ? "park" : null,
            Parallel = parallel,
            Config = id % 7 == 0 ? null : JsonSerializer.SerializeToElement(new { value = config, name }),
            Outputs = new Dictionary<string, string> { ["o"] = name },
            Steps = inner,
        };

    private static readonly FsCheck.Gen<WorkflowDefinition> Definitions =
        from name in Texts
        from type in Gen.Elements(Enum.GetValues<InputType>())
        from value in Values
        from timeout in Times
        from strategy in Gen.Elements(Enum.GetValues<ErrorStrategy>())
        from width in Gen.Choose(1, 100)
        from steps in Steps(2).ListOf()
        select new WorkflowDefinition
        {
            Id = "generated",
            Name = name,
            Inputs = new Dictionary<string, InputDefinition>
            {
                ["a"] = new() { Type = type, Default = value, Enum = width % 2 == 0 ? [value!.Value] : null },
            },
            Timeout = timeout,
            PullRequest = width % 3 == 0 ? "${{ inputs.a }}" : null,
            MaxConcurrentSteps = width,
            ErrorHandling = new ErrorHandling { Strategy = strategy, MaxRetries = width % 20, FallbackAgents = ["x"] },
            Steps = [.. steps],
            Outputs = new Dictionary<string, string> { ["o"] = name },
        };

    [Fact]
    public void Defaults_are_left_out_and_durations_have_one_form()
    {
        var definition = DefinitionReaderTests.Read(
            "# YAML\n{id: a, version: 1, maxConcurrentSteps: 5, timeout: 90m, steps: [{id: b, type: task, retry_count: 0}]}");

        Assert.Equal(
            """{"id":"a","timeout":"PT1H30M","errorHandling":{},"steps":[{"id":"b","retry":{"maxAttempts":1}}]}""",
            DefinitionWriter.Write(definition));
        Assert.Equal(64, DefinitionWriter.Hash(definition).Length);
    }

    [Fact]
    public void What_is_written_is_read_as_the_same() => Property.Holds(Definitions, definition =>
    {
        var written = DefinitionWriter.Write(definition);
        var reading = DefinitionReader.Read(written, "a.json");
        Assert.Empty(reading.Problems);
        return DefinitionWriter.Write(reading.Definition!) == written
            && DefinitionWriter.Hash(reading.Definition!) == DefinitionWriter.Hash(definition);
    });

    [Fact]
    public void JSON_is_YAML_that_says_the_same() => Property.Holds(Definitions, definition =>
    {
        var written = DefinitionWriter.Write(definition);
        var reading = DefinitionReader.Read(written, "a.yaml");
        return reading.Problems.Count == 0 && DefinitionWriter.Write(reading.Definition!) == written;
    });
}
