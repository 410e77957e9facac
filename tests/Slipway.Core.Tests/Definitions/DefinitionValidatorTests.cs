using Slipway.Core.Definitions;

namespace Slipway.Core.Tests.Definitions;

public class DefinitionValidatorTests
{
    private static readonly FakePlugin[] Plugins =
    [
        new("shell.run", """
            {
              "type": "object", "additionalProperties": false, "required": ["command"],
              "properties": {
                "command": { "type": "string", "minLength": 1, "description": "The command line." },
                "count": { "type": "integer", "minimum": 1, "maximum": 10 },
                "mode": { "enum": ["fast", "slow"] },
                "files": { "type": "array", "items": { "type": "string", "pattern": "^[a-z]+$" }, "maxItems": 2 },
                "deep": { "type": "object", "properties": { "flag": { "type": ["boolean", "null"] } } }
              }
            }
            """),
        new("http.call"),
    ];

    [Theory]
    [InlineData(
        "{id: a, uses: shell.rum}",
        "steps[0].uses: There is no plugin 'shell.rum'. There are approval, http.call, set, shell.run, subflow, wait.event. "
        + "Did you mean 'shell.run'?")]
    [InlineData("{id: a}", "steps[0]: A task needs 'uses'")]
    [InlineData(
        "{id: a, uses: http.call, dependsOn: [b, aa]}",
        "steps[0].dependsOn[1]: There is no step 'aa' to depend on. Did you mean 'a'?")]
    [InlineData(
        "{id: a, uses: http.call, onFailure: stop}",
        "steps[0].onFailure: This must be park, fail, continue or the id of another step")]
    [InlineData("{id: a, uses: http.call, onFailure: a}", "not 'a'.")]
    [InlineData("{id: b, uses: http.call}", "steps[1].id: There is another step 'b'")]
    [InlineData("{id: a, type: parallel}", "needs steps inside")]
    [InlineData("{id: a, uses: http.call, steps: [{id: c, uses: http.call}]}", "Only a parallel or foreach step has steps inside.")]
    [InlineData("{id: a, type: approval, uses: http.call}", "remove 'uses'")]
    [InlineData("{id: a, type: parallel, config: {x: 1}, steps: [{id: c, uses: http.call}]}", "has no config")]
    [InlineData("{id: a, type: wait}", "waits for nothing")]
    [InlineData("{id: a, uses: wait.event, config: {for: 1m, until: x}}", "both for and until")]
    [InlineData(
        "{id: a, type: wait, config: {for: soon}}",
        "steps[0].config.for: The text 'soon' is not of the form that is needed: a duration")]
    [InlineData("{id: a, type: approval, config: {approver: [x]}}", "There is no 'approver' here. Did you mean 'approvers'?")]
    [InlineData("{id: a, type: approval, config: {required: 0}}", "at least 1, not 0")]
    [InlineData("{id: a, type: decision}", "'cases' is missing")]
    [InlineData("{id: a, type: decision, config: {cases: {x: 1 +}}}", "steps[0].config.cases.x: The expression ends")]
    [InlineData(
        "{id: a, type: foreach, config: {items: 3}, steps: [{id: c, uses: http.call}]}",
        "steps[0].config.items: This must be array, not 3.")]
    [InlineData("{id: a, type: subflow}", "the id of the definition it runs")]
    [InlineData("{id: a, uses: subflow, config: {input: {}}}", "Did you mean 'inputs'?")]
    public void A_step_must_make_sense(string step, string problem) => Contains(problem, step);

    [Theory]
    [InlineData("{}", "steps[0].config: 'command' is missing: The command line.")]
    [InlineData("{command: ''}", "at least 1 characters")]
    [InlineData("{command: x, count: many}", "steps[0].config.count: This must be integer, not the text 'many'.")]
    [InlineData("{command: x, count: 1.5}", "This must be integer, not 1.5.")]
    [InlineData("{command: x, count: 11}", "at most 10, not 11")]
    [InlineData("{command: x, mode: fsat}", "one of fast, slow, not the text 'fsat'. Did you mean 'fast'?")]
    [InlineData("{command: x, files: [a, B]}", "steps[0].config.files[1]: The text 'B' is not of the form that is needed: ^[a-z]+$")]
    [InlineData("{command: x, files: [a, b, c]}", "at most 2 entries, not 3")]
    [InlineData("{command: x, deep: {flag: 3}}", "steps[0].config.deep.flag: This must be boolean or null, not 3.")]
    [InlineData("{command: x, count: 'a ${{ inputs.n }}'}", "becomes a text: let one expression be all of it")]
    [InlineData("{comand: x}", "There is no 'comand' here. Did you mean 'command'?")]
    public void A_config_must_fit_its_plugin(string config, string problem) =>
        Contains(problem, $"{{id: a, uses: shell.run, config: {config}}}");

    [Fact]
    public void An_expression_in_a_config_may_become_what_is_needed() => Assert.Empty(Problems(
        "{id: a, uses: shell.run, config: {command: 'x ${{ inputs.n }}', count: '${{ inputs.n }}', mode: '${{ inputs.s }}'}}"));

    [Theory]
    [InlineData(
        "{id: a, uses: http.call, when: inputs.nn}",
        "steps[0].when: There is no input 'nn'. Did you mean 'n'? (Character 7 of 'inputs.nn'.)")]
    [InlineData("{id: a, uses: http.call, when: \"inputs.n == 'x'\"}", "A number and a text are never equal.")]
    [InlineData("{id: a, uses: http.call, config: {x: ['a ${{ nothing }}']}}", "steps[0].config.x[0]: There is no 'nothing'.")]
    [InlineData("{id: a, uses: http.call, config: {x: '${{ steps.bb.outputs.x }}'}}", "There is no step 'bb'. Did you mean 'b'?")]
    [InlineData(
        "{id: a, uses: http.call, config: {x: '${{ steps.b.outputs.x }}'}}",
        "'b' may not be over when 'a' begins: let 'a' depend on it.")]
    [InlineData("{id: a, uses: http.call, config: {x: '${{ steps.a.outputs.x }}'}}", "'a' cannot use itself.")]
    [InlineData("{id: a, uses: http.call, config: {x: '${{ item }}'}}", "There is no item here")]
    [InlineData("{id: a, uses: http.call, outputs: {x: steps.a.outputs.y}}", "'a' cannot use itself: what it gave is result.")]
    [InlineData("{id: a, uses: http.call, agent: '${{ 1 + }}'}", "steps[0].agent: The expression ends")]
    public void An_expression_must_name_what_there_is(string step, string problem) => Contains(problem, step);

    [Fact]
    public void A_problem_has_the_place_of_the_text()
    {
        var reading = DefinitionReader.Read(
            "id: x\nsteps:\n  - id: a\n    uses: shell.run\n    dependencies: [nobody]\n    config:\n      command: 5\n", "x.yaml");

        Assert.Equal(
            [
                "x.yaml:5:20: steps[0].dependsOn[0]: There is no step 'nobody' to depend on.",
                "x.yaml:7:16: steps[0].config.command: This must be string, not 5.",
            ],
            DefinitionValidator.Validate(reading.Definition!, Plugins, reading.Source).Select(problem => problem.ToString()));
    }

    [Theory]
    [InlineData(
        "[{id: step1, dependsOn: [step2], uses: http.call}, {id: step2, dependsOn: [step1], uses: http.call}]",
        "step1 -> step2 -> step1")]
    [InlineData("[{id: a, dependsOn: [a], uses: http.call}]", "a -> a")]
    [InlineData(
        "[{id: x, uses: http.call}, {id: c, dependsOn: [b, x], uses: http.call}, {id: a, dependsOn: [c], uses: http.call}, "
        + "{id: b, dependsOn: [a], uses: http.call}]",
        "c -> b -> a -> c")]
    [InlineData("[{id: g, type: parallel, steps: [{id: i, dependsOn: [g], uses: http.call}]}]", "i -> g -> i")]
    public void A_circle_is_named(string steps, string circle)
    {
        var problems = DefinitionValidator.Validate(DefinitionReaderTests.Read($"# YAML\nid: x\nsteps: {steps}"), Plugins);

        Assert.Equal($"Circular dependency detected: {circle}", Assert.Single(problems).Message);
    }

    [Fact]
    public void What_comes_before_may_be_used_however_it_comes_before() => Assert.Empty(Validate("""
        id: x
        errorHandling: { strategy: compensate, compensateWith: { last: undo } }
        steps:
          - { id: first, uses: http.call, onFailure: instead }
          - { id: instead, uses: http.call, config: { x: "${{ steps.first.status }}" } }
          - id: group
            type: parallel
            dependsOn: first
            steps:
              - { id: left, uses: http.call, config: { x: "${{ steps.first.outputs.x }} ${{ steps.instead.outputs.x }}" } }
              - { id: right, uses: http.call }
          - id: each
            type: foreach
            dependsOn: [group]
            config: { items: "${{ steps.left.outputs.list }}" }
            steps:
              - { id: one, uses: http.call, config: { x: "${{ item.name }} ${{ index }} ${{ steps.right.outputs.x }}" } }
              - { id: two, uses: http.call, dependsOn: one, when: steps.one.outputs.ok, outputs: { y: result.y } }
          - { id: last, uses: http.call, dependsOn: each, when: "steps.each.outputs.results[0] != null" }
          - { id: undo, uses: http.call, config: { x: "${{ steps.last.outputs.id }}" } }
        outputs: { all: steps.each.outputs }
        """));

    [Theory]
    [InlineData(
        "- {id: a, uses: http.call, onFailure: b}\n- {id: b, uses: http.call}\n- {id: c, uses: http.call, dependsOn: b}",
        "nothing can wait for it")]
    [InlineData(
        "- {id: a, uses: http.call}\n- {id: f, type: foreach, config: {items: []}, steps: [{id: i, uses: http.call, dependsOn: a}]}",
        "stands outside of this foreach")]
    [InlineData(
        "- {id: f, type: foreach, config: {items: []}, steps: [{id: i, uses: http.call}]}\n- {id: c, uses: http.call, dependsOn: [i]}",
        "There is no step 'i' to depend on.")]
    public void Steps_that_do_not_run_in_turn_cannot_be_waited_for(string steps, string problem) =>
        Assert.Contains(problem, Assert.Single(Validate($"id: x\nsteps:\n{steps}")).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("{id: a, uses: http.call, agent: aider}", "steps[0].agent: http.call uses no agent, so that 'aider' would never be asked")]
    [InlineData("{id: a, type: wait, config: {for: 1s}, agent: aider}", "steps[0].agent: This kind of step uses no agent")]
    public void An_agent_that_nothing_would_use_is_a_mistake(string step, string problem) => Contains(problem, step);

    [Theory]
    [InlineData("{id: a, uses: agent.run, agent: aider, config: {prompt: x}}")]
    [InlineData("{id: a, type: subflow, uses: other, agent: aider}")]
    [InlineData("{id: a, type: foreach, agent: aider, config: {items: [1]}, steps: [{id: i, uses: agent.run, config: {prompt: x}}]}")]
    public void An_agent_of_a_step_that_uses_one_or_has_children_is_not(string step) =>
        Assert.Empty(DefinitionValidator.Validate(DefinitionReaderTests.Read($"id: x\nsteps:\n- {step}"), BuiltInPlugins.All));

    [Theory]
    [InlineData("{id: a, uses: git.made}", "steps.a.outputs.headSah", "'a' gives no output 'headSah'. Did you mean 'headSha'?")]
    [InlineData("{id: a, type: approval}", "steps.a.outputs.aproved", "Did you mean 'approved'?")]
    [InlineData("{id: a, uses: set, config: {x: 1}}", "steps.a.outputs.missing", "'a' gives no output 'missing'. It gives: x.")]
    [InlineData("{id: a, uses: set, config: {x: 1}, outputs: {y: result.x}}", "steps.a.outputs.y", null)]
    [InlineData("{id: a, uses: http.call}", "steps.a.outputs.anything", null)]
    [InlineData("{id: a, type: subflow, uses: other}", "steps.a.outputs.anything", null)]
    [InlineData("{id: a, uses: git.made, onFailure: c}\n- {id: c, uses: http.call}", "steps.a.outputs.anything", null)]
    [InlineData("{id: a, uses: http.call}", "workflow.brnch", "workflow has no 'brnch'")]
    public void An_output_that_a_step_never_gives_is_a_mistake(string step, string expression, string? problem)
    {
        FakePlugin[] plugins = [new("http.call"), new("git.made", outputs: ["headSha", "committed"])];

        var problems = DefinitionValidator.Validate(
            DefinitionReaderTests.Read($"id: x\nsteps:\n- {step}\n- {{id: b, uses: http.call, dependsOn: a, when: {expression}}}"), plugins)
            .Select(each => each.ToString()).ToList();

        if (problem is null)
        {
            Assert.Empty(problems);
        }
        else
        {
            Assert.Contains(problem, Assert.Single(problems), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("inputs: {a: {type: integer, default: 1.5}}", "inputs.a.default: This must be a whole number, not 1.5.")]
    [InlineData("inputs: {a: {enum: [x, 3]}}", "inputs.a.enum[1]: This must be a text, as the input is, not 3.")]
    [InlineData("inputs: {a: {enum: [x], default: y}}", "must be one of \"x\", not a text")]
    [InlineData("errorHandling: {strategy: retry_with_fallback}", "needs fallbackAgents")]
    [InlineData("errorHandling: {strategy: compensate}", "needs compensateWith")]
    [InlineData("errorHandling: {compensateWith: {a: b}}", "There is no step 'b'.")]
    [InlineData("outputs: {x: steps.b.outputs}", "outputs.x: There is no step 'b'.")]
    public void A_definition_must_make_sense(string more, string problem) => Assert.Contains(
        Validate($"id: x\n{more}\nsteps: [{{id: a, uses: http.call}}]"),
        found => found.ToString().Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void Ten_thousand_steps_are_checked_within_limits()
    {
        var chain = Each(9_999, index => $"- {{id: s{index}, uses: http.call, dependsOn: s{index + 1}, when: steps.s9999.outputs.x}}\n");
        Assert.Empty(Validate($"id: x\nsteps:\n{chain}- {{id: s9999, uses: http.call}}\n"));

        var wide = $"- {{id: g, type: parallel, dependsOn: [{Each(1_000, index => $"d{index},")}], steps: ["
            + Each(1_000, index => $"{{id: i{index}, uses: http.call}},") + "]}\n"
            + Each(1_000, index => $"- {{id: d{index}, uses: http.call}}\n");
        Assert.Contains(
            "more than 200,000 dependencies", Assert.Single(Validate($"id: x\nsteps:\n{wide}")).Message, StringComparison.Ordinal);

        static string Each(int count, Func<int, string> make) => string.Concat(Enumerable.Range(0, count).Select(make));
    }

    private static IReadOnlyList<DefinitionProblem> Validate(string text) =>
        DefinitionValidator.Validate(DefinitionReaderTests.Read(text), Plugins);

    private static IReadOnlyList<DefinitionProblem> Problems(string step) => Validate(
        $"id: x\ninputs: {{n: {{type: integer, required: true}}, s: {{}}}}\nsteps:\n- {step}\n- {{id: b, uses: http.call}}");

    private static void Contains(string problem, string step)
    {
        Assert.Contains(Problems(step), found => found.ToString().Contains(problem, StringComparison.Ordinal));
    }
}
