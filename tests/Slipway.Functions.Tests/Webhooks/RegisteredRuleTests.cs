using System.Text;
using System.Text.Json;
using Slipway.Core.Security;

namespace Slipway.Functions.Tests.Webhooks;

/// <summary>Start rules for definitions that are registered over HTTP.</summary>
public sealed class RegisteredRuleTests
{
    private const string Secret = "a secret of this test";

    private const string Rules = """
        rules:
          - name: triage
            label: triage
            registered: triage@1
            inputs: { inputs: { issue: "{{ issue.number }}" } }
        """;

    [Fact]
    public async Task A_rule_starts_the_version_that_is_registered_by_then_and_says_what_is_wrong_before()
    {
        await using var app = await StartAsync();

        var early = await DeliverAsync(app, "11111111");
        await PutAsync(app, "1", "Triaged");
        await PutAsync(app, "2", "Something else");
        var started = await DeliverAsync(app, "22222222");
        var again = await DeliverAsync(app, "22222222");

        Assert.Equal("ignored", early.GetProperty("outcome").GetString());
        Assert.Contains("There is no definition 'triage'", early.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal("handled", started.GetProperty("outcome").GetString());
        Assert.Contains("had started", again.GetProperty("reason").GetString(), StringComparison.Ordinal);
        var workflow = Assert.Single((await app.GetAsync("workflows")).Json.GetProperty("workflows").EnumerateArray());
        var id = workflow.GetProperty("id").GetString()!;
        await app.Fixture.EndOfAsync(id);
        var definition = (await app.GetAsync($"workflows/{id}")).Json.GetProperty("definition");
        Assert.Equal("Triaged 7", definition.GetProperty("outputs").GetProperty("said").GetString());
    }

    [Theory]
    [InlineData("registered: triage", "definition: triage", "both definition and registered")]
    [InlineData("registered: Tri/age", "", "'Tri/age' is no id of a definition")]
    [InlineData("definition: triage", "", "named by 'registered' instead")]
    public async Task A_rule_that_names_it_wrongly_keeps_the_host_from_starting(string one, string other, string said)
    {
        var rules = Rules.Replace("registered: triage@1", $"{one}\n    {other}", StringComparison.Ordinal);

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(rules));

        Assert.Contains(said, refused.ToString(), StringComparison.Ordinal);
    }

    private static Task<AppScene> StartAsync(string rules = Rules)
    {
        var file = "";
        return AppScene.StartAsync(
            folder => File.WriteAllText(file = Path.Combine(folder, "rules.yaml"), rules),
            () => ["--Slipway:WebhookSecret", Secret, "--Slipway:StartRules", file]);
    }

    private static async Task PutAsync(AppScene app, string version, string text)
    {
        var put = await app.SendAsync(HttpMethod.Put, "definitions/triage", $$$"""
            id: triage
            version: "{{{version}}}"
            inputs: { issue: { type: integer, required: true } }
            steps: [{ id: say, uses: set, config: { text: "{{{text}}} ${{ inputs.issue }}" } }]
            outputs: { said: steps.say.outputs.text }
            """, "application/yaml");
        Assert.InRange(put.Status, 200, 201);
    }

    private static async Task<JsonElement> DeliverAsync(AppScene app, string delivery)
    {
        var body = JsonSerializer.Serialize(new
        {
            action = "labeled",
            label = new { name = "triage" },
            issue = new { number = 7, title = "It is slow" },
            repository = new { full_name = "acme/shop" },
            sender = new { login = "octocat", type = "User" },
        });
        var answer = await app.SendAsync(
            HttpMethod.Post, "webhooks/github", body, "application/json", ("X-GitHub-Event", "issues"), ("X-GitHub-Delivery", delivery),
            ("X-Hub-Signature-256", WebhookSignature.Sign(Secret, Encoding.UTF8.GetBytes(body))));
        Assert.True(answer.Status == 202, answer.Text);
        return answer.Json;
    }
}
