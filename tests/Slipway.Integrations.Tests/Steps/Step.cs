using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Steps;

/// <summary>Runs a plugin as a step of a workflow would.</summary>
internal static class Step
{
    public const string WorkflowId = "wf-0123456789abcdef0123";

    public static StepContext Context(object config, TimeSpan? limit = null) => new()
    {
        WorkflowId = WorkflowId,
        StepId = "step",
        Attempt = 1,
        Marker = $"{WorkflowId}/step",
        Config = JsonSerializer.SerializeToElement(config, CoreJson.Options),
        Inputs = JsonSerializer.SerializeToElement(new { }),
        TimeLimit = limit ?? TimeSpan.FromSeconds(30),
    };

    public static IStepPlugin Find(TestHome home, string name) =>
        home.Get<IEnumerable<IStepPlugin>>().Single(plugin => plugin.Name == name);

    /// <summary>Runs it; an error that is thrown is given back as the failure that it becomes.</summary>
    public static async Task<StepOutcome> RunAsync(TestHome home, string name, StepContext context)
    {
        try
        {
            var plugin = Find(home, name);
            var outcome = await plugin.ExecuteAsync(context, CancellationToken.None);
            if (plugin.OutputNames is { } known && outcome.Outputs is { } outputs)
            {
                Assert.All(outputs.EnumerateObject(), output => Assert.Contains(output.Name, known));
            }

            return outcome;
        }
        catch (SlipwayException exception)
        {
            return StepOutcome.Failed(exception.Code, exception.Category, exception.Message);
        }
    }

    public static Task<StepOutcome> RunAsync(TestHome home, string name, object config, TimeSpan? limit = null) =>
        RunAsync(home, name, Context(config, limit));

    /// <summary>What checking a definition with this step says.</summary>
    public static IReadOnlyList<string> Problems(TestHome home, string name, object config)
    {
        var definition = new WorkflowDefinitionBuilder("test").Step("step", name, step => step.Config(config)).Build();
        return [.. DefinitionValidator.Validate(definition, [.. home.Get<IEnumerable<IStepPlugin>>()]).Select(problem => $"{problem}")];
    }
}
