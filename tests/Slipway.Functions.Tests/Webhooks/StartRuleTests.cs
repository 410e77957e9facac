using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Core;
using Slipway.Core.Lifecycle;
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

    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-rules-").FullName;
    private readonly ApiScene _scene = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_label_starts_a_workflow_with_what_the_rule_takes_from_the_issue()
    {
        _scene.Rules = Load(Good);

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
        _scene.Rules = Load(Good);

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
        _scene.Rules = Load(Good);
        var body = Delivery.Of("issue_comment", "created");
        body["comment"]!["body"] = "Yes.\n/slipway implement with tests";

        await _scene.DeliverAsync("issue_comment", body);

        Assert.EndsWith(": implement with tests", Started().Requirement, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_review_comment_on_somebody_elses_branch_starts_a_workflow()
    {
        _scene.Rules = Load(Good);

        await _scene.DeliverAsync("pull_request_review_comment", Delivery.Of("pull_request_review_comment", "created"));

        Assert.EndsWith(" in README.md", Started().Requirement, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("issues", "another label", "No rule")]
    [InlineData("issue_comment", "/slipway plan", "No rule")]
    [InlineData("issue_comment", "/slipwayimplement", "No rule")]
    public async Task What_no_rule_matches_starts_nothing(string eventName, string word, string reason)
    {
        _scene.Rules = Load(Good);
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
        _scene.Rules = Load(Good);
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
        _scene.Rules = Load(Good);
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
    public void A_rule_that_cannot_work_is_refused_with_file_and_line(string yaml, string error)
    {
        var exception = Assert.Throws<SlipwayException>(() => Load(yaml));

        Assert.Equal(ErrorCodes.StartRulesInvalid, exception.Code);
        Assert.Contains("rules.yaml" + (error.StartsWith('(') ? error : ""), exception.Message, StringComparison.Ordinal);
        Assert.Contains(error, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_rules_of_one_name_and_a_missing_file_are_refused()
    {
        var rule = "\n  - { name: a, label: x, inputs: { repository: /srv/x, requirement: y, agent: { name: z } } }";

        var twice = Assert.Throws<SlipwayException>(() => Load("rules:" + rule + rule));
        Assert.Contains("(3): a rule named 'a'", twice.Message, StringComparison.Ordinal);
        Assert.Throws<SlipwayException>(() => StartRulesFile.Load(Path.Combine(_folder, "none.yaml"), Starter()));
        Assert.Empty(StartRulesFile.Load(null, Starter()).Rules);
    }

    private StartRules Load(string yaml)
    {
        var path = Path.Combine(_folder, "rules.yaml");
        File.WriteAllText(path, yaml);
        return StartRulesFile.Load(path, Starter());
    }

    private LifecycleStarter Starter() => new(Microsoft.Extensions.Options.Options.Create(_scene.Options));

    private WorkflowRequest Started() =>
        JsonSerializer.Deserialize<WorkflowRequest>(Assert.Single(_scene.Instances).Value.SerializedInput!, CoreJson.Options)!;

    private static JsonNode Labeled(string label)
    {
        var body = Delivery.Of("issues", "labeled");
        body["label"]!["name"] = label;
        return body;
    }
}
