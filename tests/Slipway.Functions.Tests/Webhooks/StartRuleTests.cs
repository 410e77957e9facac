using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Entities;
using Slipway.Functions.Orchestrators.Definitions;
using Slipway.Functions.Tests.Api;
using Slipway.Functions.Webhooks.Rules;

namespace Slipway.Functions.Tests.Webhooks;

public sealed class StartRuleTests : IDisposable
{
    private const string Good = """
        rules:
          - name: implement
            label: slipway
            repository: Codertocat/Hello-World
            inputs:
              repository: /srv/shop
              requirement: "{{ issue.title }} (#{{issue.number}})"
              agent: { name: claude-code }
              approvePlan: true
              maxRetries: 1
              gates: [{ name: tests, command: make test }]
          - name: on-command
            command: /slipway implement
            inputs: { repository: /srv/shop, requirement: "{{ issue.title }}: {{ comment.arguments }}", agent: { name: codex } }
          - name: answer-review
            reviewComment: true
            inputs: { repository: /srv/shop, requirement: "{{ comment.body }} in {{ comment.path }}", agent: { name: codex } }
        """;

    private const string Triage = """
        rules:
          - name: triage
            label: triage
            definition: triage
            inputs:
              repository: /srv/shop
              inputs:
                issue: '{{ issue.number }}'
                title: "#{{ issue.number }} {{ issue.title }}"
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-rules-").FullName;
    private readonly ApiScene _scene = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_label_starts_a_workflow_with_what_the_rule_takes_from_the_issue()
    {
        _scene.Rules = await LoadAsync(Good);

        var answer = await _scene.DeliverAsync("issues", Labeled("slipway"));

        Assert.Equal("handled", answer.String("outcome"));
        var request = Started();
        Assert.Equal("Spelling error in the README file (#1)", request.Requirement);
        Assert.Equal(("/srv/shop", "claude-code", true, 1, "make test"),
            (request.Repository, request.Agent.Name, request.ApprovePlan, request.MaxRetries, request.Gates.Single().Command));
    }

    [Fact]
    public async Task The_same_delivery_starts_one_workflow_however_often_it_comes()
    {
        _scene.Rules = await LoadAsync(Good);

        var first = await _scene.DeliverAsync("issues", Labeled("slipway"));
        var second = await _scene.DeliverAsync("issues", Labeled("slipway"));
        await _scene.DeliverAsync("issues", Labeled("slipway"), "another");

        Assert.Contains(" started ", first.String("reason"), StringComparison.Ordinal);
        Assert.Contains(" had started ", second.String("reason"), StringComparison.Ordinal);
        Assert.Equal(2, _scene.Instances.Count);
    }

    [Fact]
    public async Task A_command_starts_a_workflow_with_its_arguments()
    {
        _scene.Rules = await LoadAsync(Good);
        var body = Delivery.Of("issue_comment", "created");
        body["comment"]!["body"] = "Yes.\n/slipway implement with tests";

        await _scene.DeliverAsync("issue_comment", body);

        Assert.EndsWith(": implement with tests", Started().Requirement, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_review_comment_on_somebody_elses_branch_starts_a_workflow()
    {
        _scene.Rules = await LoadAsync(Good);

        await _scene.DeliverAsync("pull_request_review_comment", Delivery.Of("pull_request_review_comment", "created"));

        Assert.EndsWith(" in README.md", Started().Requirement, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "265 in 1 of ec26c3e57ca3a959ca5aad62de7213c562f8c821")]
    [InlineData(true, "265 in 7 of 0123")]
    public async Task A_rule_can_tell_where_a_review_comment_is_also_when_its_line_has_changed(bool isOutdated, string expected)
    {
        _scene.Rules = await LoadAsync(Good.Replace(
            "{{ comment.body }} in {{ comment.path }}", "{{ comment.id }} in {{ comment.line }} of {{ comment.commit }}",
            StringComparison.Ordinal));
        var body = Delivery.Of("pull_request_review_comment", "created");
        body["comment"]!["id"] = 265;
        body["comment"]!["line"] = isOutdated ? null : 1;
        body["comment"]!["original_line"] = 7;
        body["comment"]!["original_commit_id"] = "0123";

        await _scene.DeliverAsync("pull_request_review_comment", body);

        Assert.Equal(expected, Started().Requirement);
    }

    [Theory]
    [InlineData("issues", "another label", "No rule")]
    [InlineData("issue_comment", "/slipway plan", "No rule")]
    [InlineData("issue_comment", "/slipwayimplement", "No rule")]
    public async Task What_no_rule_matches_starts_nothing(string eventName, string word, string reason)
    {
        _scene.Rules = await LoadAsync(Good);
        var body = eventName == "issues" ? Labeled(word) : Delivery.Of("issue_comment", "created");
        if (eventName != "issues")
        {
            body["comment"]!["body"] = word;
        }

        Assert.Contains(reason, (await _scene.DeliverAsync(eventName, body)).String("reason"), StringComparison.Ordinal);
        Assert.Empty(_scene.Instances);
    }

    [Fact]
    public async Task A_label_in_another_repository_or_by_a_bot_starts_nothing()
    {
        _scene.Rules = await LoadAsync(Good);
        var elsewhere = Labeled("slipway");
        elsewhere["repository"]!["full_name"] = "mallory/shop";
        var bots = Labeled("slipway");
        bots["sender"]!["type"] = "Bot";

        Assert.Equal("ignored", (await _scene.DeliverAsync("issues", elsewhere)).String("outcome"));
        Assert.Equal("ignored", (await _scene.DeliverAsync("issues", bots)).String("outcome"));
        Assert.Empty(_scene.Instances);
    }

    [Fact]
    public async Task A_delivery_whose_text_does_not_fit_says_why_and_starts_nothing()
    {
        _scene.Rules = await LoadAsync(Good);
        var body = Labeled("slipway");
        body["issue"]!["title"] = new string('x', 20_001);

        Assert.Contains("requirement has", (await _scene.DeliverAsync("issues", body)).String("reason"), StringComparison.Ordinal);
        Assert.Empty(_scene.Instances);
    }

    [Theory]
    [InlineData("- 1", "(1): the file must be a mapping")]
    [InlineData("rules:\n  - {]\n", "(2): this is no YAML")]
    [InlineData("rules:\n  - name: a\n    inputs: {}", "(2): the rule needs exactly one of label, command and reviewComment")]
    [InlineData("rules:\n  - name: a\n    label: x\n    colour: y\n    inputs: {}", "(4): 'colour' is no field of a rule")]
    [InlineData("rules:\n  - label: x\n    inputs: {}", "(2): the rule has no name")]
    [InlineData("rules:\n  - name: a\n    label: x", "(2): the rule needs inputs")]
    [InlineData("rules:\n  - name: a\n    command: /approve\n    inputs: {}", "(3): command must begin with a slash")]
    [InlineData("rules:\n  - name: a\n    label: x\n    definition: y\n    inputs: {}", "(4): there is no definition 'y'")]
    [InlineData("rules:\n  - name: a\n    label: x\n    inputs:\n      repository: shop", "(5): the input repository must be an abs")]
    [InlineData("rules:\n  - name: a\n    label: x\n    inputs:\n      speed: 3", "(5): the input speed is no field of this request")]
    [InlineData("rules:\n  - name: a\n    label: x\n    inputs:\n      requirement: '{{ issue.titel }}'", "there is no fact 'issue.titel'")]
    public async Task A_rule_that_cannot_work_is_refused_with_file_and_line(string yaml, string error)
    {
        var exception = await Assert.ThrowsAsync<SlipwayException>(() => LoadAsync(yaml));

        Assert.Equal(ErrorCodes.StartRulesInvalid, exception.Code);
        Assert.Contains("rules.yaml" + (error.StartsWith('(') ? error : ""), exception.Message, StringComparison.Ordinal);
        Assert.Contains(error, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_rules_of_one_name_and_a_missing_file_are_refused()
    {
        var rule = "\n  - { name: a, label: x, inputs: { repository: /srv/x, requirement: y, agent: { name: z } } }";

        var twice = await Assert.ThrowsAsync<SlipwayException>(() => LoadAsync("rules:" + rule + rule));
        Assert.Contains("(3): a rule named 'a'", twice.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SlipwayException>(
            () => StartRulesFile.LoadAsync(Path.Combine(_folder, "none.yaml"), _scene.Starter, default));
        Assert.Empty((await StartRulesFile.LoadAsync(null, _scene.Starter, default)).Rules);
    }

    [Fact]
    public async Task A_rule_starts_a_definition_with_its_inputs_numbers_as_numbers()
    {
        _scene.Definitions = Source();
        _scene.Rules = await LoadAsync(Triage);

        await _scene.DeliverAsync("issues", Labeled("triage"));

        var (orchestrator, id, input) = Assert.Single(_scene.Scheduled);
        Assert.Equal((nameof(DefinitionRunner), true), (orchestrator, WorkflowId.TryParse(id, out _)));
        var request = Assert.IsType<DefinitionRunRequest>(input);
        Assert.Equal(("triage", "/srv/shop"), (request.Definition.Id, request.Repository));
        Assert.Equal(1, request.Inputs.GetProperty("issue").GetInt32());
        Assert.Equal("#1 Spelling error in the README file", request.Inputs.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("issue: '{{ issue.number }}'", "issue: many", "inputs.issue")]
    [InlineData("title: ", "titel: ", "titel")]
    [InlineData("definition: triage", "definition: triag", "there is no definition 'triag'")]
    public async Task A_rule_that_does_not_fit_its_definition_is_refused(string right, string wrong, string error)
    {
        _scene.Definitions = Source();

        var refused = await Assert.ThrowsAsync<SlipwayException>(
            () => LoadAsync(Triage.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.Equal(ErrorCodes.StartRulesInvalid, refused.Code);
        Assert.Contains(error, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_puts_a_label_is_asked_for_too()
    {
        _scene.Rules = await LoadAsync(Good);
        _scene.Access.SetupGet(access => access.IsConfigured).Returns(true);

        var answer = await _scene.DeliverAsync("issues", Labeled("slipway"));

        Assert.Contains("when Codertocat may write to", answer.String("reason"), StringComparison.Ordinal);
        Assert.Equal(nameof(StartByRule), Assert.Single(_scene.Scheduled).Name);
    }

    [Fact]
    public async Task Whoever_gives_a_command_is_asked_for_at_GitHub_before_anything_starts()
    {
        _scene.Rules = await LoadAsync(Good);
        _scene.Access.SetupGet(access => access.IsConfigured).Returns(true);

        var answer = await _scene.DeliverAsync("issue_comment", Command());
        await _scene.DeliverAsync("issue_comment", Command());

        Assert.Contains("when Codertocat may write to", answer.String("reason"), StringComparison.Ordinal);
        var (orchestrator, id, input) = Assert.Single(_scene.Scheduled);
        var start = Assert.IsType<StartByRuleInput>(input);
        Assert.Equal((nameof(StartByRule), $"start-{start.WorkflowId}"), (orchestrator, id));
        Assert.Equal(("lifecycle", "Codertocat/Hello-World", "Codertocat"), (start.Definition, start.Repository, start.Login));
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public async Task A_delivery_that_comes_again_starts_what_it_could_not_start_before(bool hasStarted, int tries)
    {
        _scene.Rules = await LoadAsync(Good);
        _scene.Access.SetupGet(access => access.IsConfigured).Returns(true);
        await _scene.DeliverAsync("issue_comment", Command());
        var (name, first, input) = _scene.Scheduled[0];
        _scene.Has(ApiScene.Metadata(first, Some.Request(), OrchestrationRuntimeStatus.Failed));
        if (hasStarted)
        {
            _scene.Has(ApiScene.Metadata(
                ((StartByRuleInput)input).WorkflowId, Some.Request(), OrchestrationRuntimeStatus.Completed));
        }

        var again = await _scene.DeliverAsync("issue_comment", Command());

        Assert.Contains(hasStarted ? "had started" : "when Codertocat may write to", again.String("reason"), StringComparison.Ordinal);
        Assert.Equal(tries, _scene.Scheduled.Count);
        Assert.Equal((name, tries == 1 ? first : $"{first}-2"), (_scene.Scheduled[^1].Name, _scene.Scheduled[^1].Id));
    }

    [Fact]
    public async Task What_a_rule_takes_from_a_delivery_is_kept_without_credentials()
    {
        const string Token = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";
        _scene.Rules = await LoadAsync(Good);
        _scene.Access.SetupGet(access => access.IsConfigured).Returns(true);
        var command = Command();
        command["issue"]!["body"] = $"It fails with {Token}.";
        command["issue"]!["title"] = $"It fails with {Token}.";
        command["comment"]!["body"] = $"/slipway implement {Token}";

        await _scene.DeliverAsync("issue_comment", command);

        var inputs = Assert.IsType<StartByRuleInput>(Assert.Single(_scene.Scheduled).Input).Inputs.GetRawText();
        Assert.Contains("It fails with", inputs, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, inputs, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_for_somebody_who_may_write_it_is_started(bool mayWrite)
    {
        _scene.Access.Setup(access => access.MayWriteAsync("acme/shop", "octocat", It.IsAny<CancellationToken>())).ReturnsAsync(mayWrite);
        var inputs = JsonSerializer.SerializeToElement(
            new { repository = "/srv/shop", requirement = "Do it.", agent = new { name = "codex" } });

        var said = await new StartForWriter(
                _scene.Access.Object, _scene.Starter, new DurableUsage(), NullLogger<StartForWriter>.Instance)
            .RunAsync(new StartByRuleInput(Some.Id, "lifecycle", inputs, "acme/shop", "octocat"), _scene.Client.Object, default);

        Assert.Equal(mayWrite, _scene.Scheduled.Count == 1);
        Assert.Contains(mayWrite ? "was started" : "may not write", said, StringComparison.Ordinal);
    }

    private static JsonNode Command()
    {
        var body = Delivery.Of("issue_comment", "created");
        body["comment"]!["body"] = "/slipway implement quickly";
        body["comment"]!["author_association"] = "MEMBER";
        return body;
    }

    private static IDefinitionSource Source()
    {
        var definition = DefinitionReader.Read(
            """
            id: triage
            name: Triage
            version: "1.0.0"
            inputs:
              issue: { type: integer, required: true }
              title: { type: string }
            steps:
              - { id: look, name: Look, type: approval, config: { message: Look at it. } }
            """,
            "triage.yaml");
        Assert.Empty(definition.Problems);
        var source = new Mock<IDefinitionSource>();
        source.Setup(it => it.FindAsync("triage", null, It.IsAny<CancellationToken>())).ReturnsAsync(definition.Definition);
        source.Setup(it => it.ListAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync([new ListedDefinition(definition.Definition!, "test", [])]);
        return source.Object;
    }

    private async Task<StartRules> LoadAsync(string yaml)
    {
        var path = Path.Combine(_folder, "rules.yaml");
        await File.WriteAllTextAsync(path, yaml);
        return await StartRulesFile.LoadAsync(path, _scene.Starter, default);
    }

    private WorkflowRequest Started() =>
        JsonSerializer.Deserialize<WorkflowRequest>(Assert.Single(_scene.Instances).Value.SerializedInput!, CoreJson.Options)!;

    private static JsonNode Labeled(string label)
    {
        var body = Delivery.Of("issues", "labeled");
        body["label"]!["name"] = label;
        return body;
    }
}
