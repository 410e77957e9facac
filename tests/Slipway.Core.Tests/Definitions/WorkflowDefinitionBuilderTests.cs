using Slipway.Core.Definitions;

namespace Slipway.Core.Tests.Definitions;

public class WorkflowDefinitionBuilderTests
{
    [Fact]
    public void What_is_built_is_what_the_file_says()
    {
        var built = new WorkflowDefinitionBuilder("checks")
            .Named("Checks", "All of them.")
            .Version("2")
            .Input("branch", required: true)
            .Input("level", InputType.Integer, @default: 3)
            .MaxConcurrentSteps(2)
            .Timeout(TimeSpan.FromHours(1))
            .OnError(new ErrorHandling { MaxRetries = 0 })
            .Step("build", "shell.run", step => step.Config(new { command = "make" }).Timeout(TimeSpan.FromMinutes(5)).Agent("aider"))
            .Step("tests", StepType.ForEach, step => step
                .After("build")
                .When("inputs.level > 2")
                .Config(new { items = new[] { "unit", "all" } })
                .Step("test", "shell.run", inner => inner.Config(new { command = "make ${{ item }}" }).Alone()))
            .Step("done", "notify", step => step.After("tests").OnFailure("continue").Named("Done").Output("at", "result.at")
                .Retry(new RetryDefinition { MaxAttempts = 2 }))
            .Output("ok", "steps.tests.status == 'succeeded'")
            .Build();

        var read = DefinitionReaderTests.Read("""
            id: checks
            name: Checks
            description: All of them.
            version: 2
            inputs: { branch: { required: true }, level: { type: integer, default: 3 } }
            maxConcurrentSteps: 2
            timeout: 1h
            errorHandling: { maxRetries: 0 }
            steps:
              - { id: build, uses: shell.run, config: { command: make }, timeout: 5m, agent: aider }
              - id: tests
                type: foreach
                dependsOn: build
                when: inputs.level > 2
                config: { items: [unit, all] }
                steps: [{ id: test, uses: shell.run, config: { command: "make ${{ item }}" }, parallel: false }]
              - id: done
                name: Done
                uses: notify
                dependsOn: tests
                onFailure: continue
                outputs: { at: result.at }
                retry: { maxAttempts: 2 }
            outputs: { ok: "steps.tests.status == 'succeeded'" }
            """);
        Assert.Equal(DefinitionWriter.Write(read), DefinitionWriter.Write(built));
    }

    [Fact]
    public void What_a_file_could_not_say_is_refused()
    {
        var builder = new WorkflowDefinitionBuilder("Checks").MaxConcurrentSteps(1_000).Step("1", "shell.run");

        var message = Assert.Throws<SlipwayException>(builder.Build).Message;

        Assert.Contains("id: This must be", message, StringComparison.Ordinal);
        Assert.Contains("maxConcurrentSteps: This must be a whole number from 1 to 100", message, StringComparison.Ordinal);
        Assert.Contains("steps[0].id: This must be", message, StringComparison.Ordinal);
    }
}
