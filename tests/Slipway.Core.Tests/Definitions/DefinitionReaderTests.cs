using Slipway.Core.Definitions;

namespace Slipway.Core.Tests.Definitions;

public class DefinitionReaderTests
{
    [Fact]
    public void Every_key_is_read()
    {
        var definition = Read("""
            id: everything
            name: Everything
            description: All there is.
            version: 1.10
            inputs:
              branch: { type: string, required: true, description: Where }
              level: { type: integer, default: 3, enum: [1, 2, 3] }
            timeout: 2h
            maxConcurrentSteps: 7
            errorHandling: { strategy: retry_with_fallback, maxRetries: 0, fallbackAgents: [goose, aider], compensateWith: { a: undo } }
            steps:
              - id: a
                name: First
                uses: shell.run
                agent: ${{ inputs.branch }}
                when: ${{ inputs.level > 2 }}
                timeout: PT90S
                retry:
                  { maxAttempts: 5, baseDelay: 500ms, maxDelay: 1m30s, backoff: linear, multiplier: 3, jitter: 0, retryOn: [timeout, E1] }
                onFailure: continue
                parallel: false
                config: { command: "make ${{ inputs.branch }}", list: [1, 2.50, yes, null, 0x10] }
                outputs: { count: "${{ result.count }}" }
              - id: each
                type: foreach
                dependsOn: a
                config: { items: "${{ steps.a.outputs.list }}" }
                steps: [{ id: inner, uses: shell.run }]
              - { id: undo, uses: shell.run }
            outputs: { done: "${{ steps.a.status }}" }
            """);

        Assert.Equal(
            ("everything", "Everything", "All there is.", "1.10"),
            (definition.Id, definition.Name, definition.Description, definition.Version));
        Assert.Equal((TimeSpan.FromHours(2), 7), (definition.Timeout, definition.MaxConcurrentSteps));
        Assert.Equal((InputType.Integer, 3), (definition.Inputs["level"].Type, definition.Inputs["level"].Default!.Value.GetInt32()));
        Assert.True(definition.Inputs["branch"].Required);
        Assert.Equal((ErrorStrategy.RetryWithFallback, 0), (definition.ErrorHandling.Strategy, definition.ErrorHandling.MaxRetries));
        Assert.Equal(["goose", "aider"], definition.ErrorHandling.FallbackAgents);
        Assert.Equal("undo", definition.ErrorHandling.CompensateWith["a"]);
        var step = definition.Steps[0];
        Assert.Equal((TimeSpan.FromSeconds(90), "continue", false), (step.Timeout, step.OnFailure, step.Parallel));
        Assert.Equal(
            (5, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(90)),
            (step.Retry!.MaxAttempts, step.Retry.BaseDelay, step.Retry.MaxDelay));
        Assert.Equal((Backoff.Linear, 3, 0), (step.Retry.Backoff, step.Retry.Multiplier, step.Retry.Jitter));
        Assert.Equal(["timeout", "E1"], step.Retry.RetryOn);
        Assert.Equal("""{"command":"make ${{ inputs.branch }}","list":[1,2.5,"yes",null,16]}""", step.Config!.Value.GetRawText());
        Assert.Equal("${{ result.count }}", step.Outputs["count"]);
        Assert.Equal((StepType.ForEach, "inner"), (definition.Steps[1].Type, definition.Steps[1].Steps[0].Id));
        Assert.Equal(["a"], definition.Steps[1].DependsOn);
        Assert.Equal("${{ steps.a.status }}", definition.Outputs["done"]);
    }

    [Fact]
    public void A_definition_written_for_another_engine_is_read_as_it_was_meant()
    {
        var definition = Read("""
            {
              "id": "custom_workflow", "name": "Custom", "version": "1.0.0",
              "steps": [
                { "id": "analyze", "type": "analysis", "agent": "claude-code", "dependencies": [], "timeout": 60000, "retry_count": 0 },
                {
                  "id": "test", "type": "task", "implementation": "shell.run", "dependencies": ["analyze"], "timeoutMinutes": 2,
                  "retryCount": 2
                },
                {
                  "id": "last", "uses": "shell.run", "timeoutMs": 1500,
                  "retryPolicy": { "max_attempts": 2, "base_delay": 100, "backoffMultiplier": 4 }
                }
              ],
              "dependencies": [{ "step": "last", "depends_on": ["test"] }],
              "error_handling": { "strategy": "continue_on_failure", "max_retries": 1, "fallback_agents": ["goose"] }
            }
            """);

        var (analyze, test, last) = (definition.Steps[0], definition.Steps[1], definition.Steps[2]);
        Assert.Equal(("agent.run", StepType.Task, TimeSpan.FromMinutes(1)), (analyze.Uses, analyze.Type, analyze.Timeout));
        Assert.Equal(1, analyze.Retry!.MaxAttempts);
        Assert.Equal(("shell.run", TimeSpan.FromMinutes(2), 3), (test.Uses, test.Timeout, test.Retry!.MaxAttempts));
        Assert.Equal(["analyze"], test.DependsOn);
        Assert.Equal(
            (TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(0.1), 4), (last.Timeout, last.Retry!.BaseDelay, last.Retry.Multiplier));
        Assert.Equal(["test"], last.DependsOn);
        Assert.Equal((ErrorStrategy.Continue, 1), (definition.ErrorHandling.Strategy, definition.ErrorHandling.MaxRetries));
    }

    [Fact]
    public void Everything_that_is_wrong_is_found_at_once_with_its_place()
    {
        var problems = DefinitionReader.Read(
            """
            id: Wrong
            stepps: []
            timeout: soon
            timeoutMs: 5
            inputs:
              a: { type: strng }
              a: { type: string }
            steps:
              - uses: shell.run
                dependson: [x]
                parallel: maybe
                retry_count: 20
                config: [1]
              - id: ok
                config: { a: 1, a: 2 }
            """,
            "w.yaml").Problems;

        Assert.Equal(
            [
                "w.yaml:1:5: id: This must be 1 to 100 lower-case letters, digits, dashes and underscores, starting with a letter, "
                    + "not the text 'Wrong'.",
                "w.yaml:2:1: There is no key 'stepps' in a definition. Did you mean 'steps'?",
                "w.yaml:3:10: timeout: This must be a duration such as 30s, 5m, 2h, 1d or PT5M, or a number of milliseconds, "
                    + "more than 0 and at most 366 days, not the text 'soon'.",
                "w.yaml:4:1: 'timeoutMs' and 'timeout' say the same: remove one.",
                "w.yaml:6:14: inputs.a.type: This must be one of string, number, integer, boolean, array, object, not the text 'strng'. "
                    + "Did you mean 'string'?",
                "w.yaml:7:3: inputs: 'a' is given twice: remove one.",
                "w.yaml:9:5: steps[0]: 'id' is missing in a step: give the id of a step: 1 to 100 letters, digits, dashes and "
                    + "underscores, starting with a letter.",
                "w.yaml:10:5: steps[0]: There is no key 'dependson' in a step. Did you mean 'dependsOn'?",
                "w.yaml:11:15: steps[0].parallel: This must be true or false, not the text 'maybe'.",
                "w.yaml:12:18: steps[0].retry: This must be a whole number from 0 to 19, not the number 20.",
                "w.yaml:13:13: steps[0].config: This must be an object, not a list.",
                "w.yaml:15:21: steps[1].config: 'a' is given twice: remove one.",
            ],
            problems.Select(problem => problem.ToString()));
    }

    [Theory]
    [InlineData("a.yaml", "id: [", "no YAML")]
    [InlineData("a.yaml", "", "empty")]
    [InlineData("a.yaml", "- a", "not a list")]
    [InlineData("a.yaml", "id: a\n---\nid: b", "second document")]
    [InlineData("a.yaml", "id: !!int 3", "tag")]
    [InlineData("a.yaml", "id: *a", "no anchor")]
    [InlineData("a.yaml", "id: &a [*a]", "no anchor")]
    [InlineData("a.json", "{\"id\": }", "no JSON")]
    [InlineData("a.json", "{\"id\": \"\\ud800\"}", "half a surrogate")]
    [InlineData("a", "{\"id\": 1", "no JSON")]
    public void What_is_no_document_is_said(string file, string text, string message) =>
        Assert.Contains(message, Assert.Single(DefinitionReader.Read(text, file).Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void Places_in_JSON_count_characters()
    {
        var problem = Assert.Single(
            DefinitionReader.Read("{\"id\": \"a\", \"steps\": [],\n \"nämé\": 1, \"version\": []}", "a.json").Problems,
            problem => problem.Path == "version");

        Assert.Equal((2, 24), (problem.Line, problem.Column));
    }

    [Fact]
    public void Anchors_save_writing_and_cannot_explode()
    {
        var definition = Read("id: a\nsteps:\n- { id: one, retry: &quick { maxAttempts: 2 } }\n- { id: two, retry: *quick }");
        Assert.Equal(2, definition.Steps[1].Retry!.MaxAttempts);

        var bomb = "id: a\nname: &a0 [x]\n"
            + string.Concat(Enumerable.Range(1, 30).Select(level => $"k{level}: &a{level} [*a{level - 1}, *a{level - 1}]\n"));
        Assert.Contains("more than 200,000 values", Problem(bomb), StringComparison.Ordinal);
    }

    [Fact]
    public void Size_depth_and_steps_are_limited()
    {
        Assert.Contains("at most 1,048,576", Problem(new string('#', 1_048_577)), StringComparison.Ordinal);
        Assert.Contains("deep", Problem("id: " + new string('[', 100_000)), StringComparison.Ordinal);
        Assert.Contains("deep", Problem("{\"id\":" + new string('[', 100_000), "a.json"), StringComparison.Ordinal);
        var many = "id: a\nsteps:\n" + string.Concat(Enumerable.Range(0, 10_001).Select(index => $"- id: s{index}\n"));
        Assert.Contains("at most 10,000", Problem(many), StringComparison.Ordinal);
        var wrong = "id: a\nsteps: []\n" + string.Concat(Enumerable.Range(0, 1_000).Select(index => $"k{index}: 1\n"));
        Assert.Equal(100, DefinitionReader.Read(wrong, "a.yaml").Problems.Count);
    }

    [Theory]
    [InlineData("30s", 30)]
    [InlineData("1.5m", 90)]
    [InlineData("1h1m1s500ms", 3661.5)]
    [InlineData("1d", 86_400)]
    [InlineData("PT5M", 300)]
    [InlineData("P1DT0.5S", 86_400.5)]
    [InlineData("2000", 2)]
    public void A_duration_may_be_written_so(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read($"id: a\ntimeout: {text}\nsteps: []").Timeout);

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("5 m")]
    [InlineData("P1M")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("400d")]
    [InlineData("99999999999999999999d")]
    [InlineData("5w")]
    [InlineData("true")]
    public void What_is_no_duration_is_refused(string text) => Assert.Contains(
        "a duration such as", Problem($"id: a\ntimeout: {text}\nsteps: []"), StringComparison.Ordinal);

    [Fact]
    public void No_text_makes_the_reader_throw()
    {
        Property.Holds(Property.HostileText, text => DefinitionReader.Read(text, "a.yaml") is not null, 500);
        Property.Holds(Property.HostileText, text => DefinitionReader.Read("{" + text, "a.json") is not null, 500);
        Property.Holds(
            Property.HostileText, text => DefinitionReader.Read("id: a\nname: \"" + text + "\nsteps: [" + text, "a.yaml") is not null, 500);
    }

    [Fact]
    public void A_place_that_is_not_written_is_that_of_what_is_around_it()
    {
        var source = DefinitionReader.Read("id: a\nsteps:\n- id: b\n  config: { x: [1] }", "a.yaml").Source;

        Assert.Equal((4, 17), source.Locate("steps[0].config.x[0]"));
        Assert.Equal((4, 11), source.Locate("steps[0].config.missing"));
        Assert.Equal((3, 3), source.Locate("steps[0].uses"));
        Assert.Equal((1, 1), source.Locate("timeout"));
    }

    internal static WorkflowDefinition Read(string text)
    {
        var reading = DefinitionReader.Read(text, "definition");
        Assert.Empty(reading.Problems);
        return reading.Definition!;
    }

    private static string Problem(string text, string file = "a.yaml") => Assert.Single(DefinitionReader.Read(text, file).Problems).Message;
}
