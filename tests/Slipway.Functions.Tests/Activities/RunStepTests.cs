using System.Text.Json;
using Microsoft.DurableTask.Client;
using Moq;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Entities;
using Slipway.Functions.Live;
using Slipway.Functions.Steps;

namespace Slipway.Functions.Tests.Activities;

/// <summary>What expressions, or whoever changed a step's input, made of a config is checked as what is written.</summary>
public sealed class RunStepTests
{
    [Theory]
    [InlineData("""{"size":2000000000}""", "config.size: This must be at most 100")]
    [InlineData("""{"size":3e9}""", "config.size: This must be at most 100")]
    [InlineData("""{"size":"7"}""", "config.size: This must be integer, not the text '7'")]
    [InlineData("""{"method":"A B"}""", "config.method: This must be one of GET, PUT, not the text 'A B'")]
    [InlineData("""{"sise":1}""", "config.sise: There is no 'sise' here")]
    [InlineData("""{"note":[1,2,3,4,5,6]}""", "config.note: This must be at most 10 characters")]
    public async Task A_config_that_does_not_fit_the_plugins_schema_is_refused_by_member(string config, string said)
    {
        var plugin = new Sized();

        var result = await RunAsync(plugin, config);

        Assert.Equal((ErrorCodes.StepConfigInvalid, ErrorCategory.Configuration), (result.Error!.Code, result.Error.Category));
        Assert.Contains(said, result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(0, plugin.Runs);
    }

    [Theory]
    [InlineData("""{"size":100,"method":"GET","note":"x"}""")]
    [InlineData("""{"size":null,"method":null}""")]
    [InlineData("""{"note":7}""")]
    [InlineData("""{"note":"${{ a }}"}""")]
    public async Task What_an_expression_left_empty_is_unset_and_a_number_may_stand_for_a_text(string config)
    {
        var plugin = new Sized();

        Assert.NotNull((await RunAsync(plugin, config)).Value);
        Assert.Equal(1, plugin.Runs);
    }

    [Theory]
    [InlineData("a: 1\n\tb: ü\n", true)]
    [InlineData("a: 1\r\n", false)]
    [InlineData("a: \u001b[0m\n", false)]
    [InlineData("token: ghp_0123456789abcdefghijklmnopqrstuvwxyz\n", false)]
    public async Task An_output_that_is_of_use_only_as_it_is_is_not_given_otherwise(string content, bool isKept)
    {
        var outcome = (await RunAsync(new Reads(content), "{}")).Value!;

        Assert.Equal(isKept ? StepOutcomeStatus.Success : StepOutcomeStatus.Error, outcome.Status);
        Assert.Equal(isKept ? content : null, outcome.Outputs?.GetProperty("content").GetString());
        Assert.Equal(!isKept, outcome.Message.Contains("'content' that cannot be kept as it is", StringComparison.Ordinal));
    }

    private static Task<StepResult<StepOutcome>> RunAsync(IStepPlugin plugin, string config) =>
        new RunStep(new StepPlugins([plugin]), new RunningWork(), new DurableUsage(), new AgentFeeds()).RunAsync(
            new RunStepInput
            {
                WorkflowId = Some.Id, Step = "step", Uses = plugin.Name, Attempt = 1, Marker = $"{Some.Id}/step",
                Config = JsonElement.Parse(config), TimeLimit = TimeSpan.FromMinutes(1),
            },
            new Mock<DurableTaskClient>("test").Object, CancellationToken.None);

    private sealed class Reads(string content) : IStepPlugin
    {
        public string Name => "test.reads";

        public IReadOnlyList<string> VerbatimOutputs { get; } = ["content"];

        public Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken) =>
            Task.FromResult(StepOutcome.Success("Read it.", new { content }));
    }

    private sealed class Sized : IStepPlugin
    {
        public string Name => "test.sized";

        public int Runs { get; private set; }

        public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
            {
              "type": "object", "additionalProperties": false,
              "properties": {
                "size": { "type": "integer", "minimum": 1, "maximum": 100 },
                "method": { "enum": ["GET", "PUT"] },
                "note": { "type": "string", "maxLength": 10 }
              }
            }
            """);

        public Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
        {
            Runs++;
            return Task.FromResult(StepOutcome.Success("Done."));
        }
    }
}
