using Microsoft.Extensions.Options;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Agents.Templates;

namespace Slipway.Integrations.Tests.Agents;

public sealed class AgentTemplateTests
{
    [Fact]
    public void The_built_in_definitions_are_valid()
    {
        Assert.Equal(["aider", "claude-code", "codex", "gemini", "goose"], AgentTemplates.BuiltIn.Keys.Order());
        Assert.Empty(AgentTemplates.BuiltIn.SelectMany(agent =>
            agent.Value.SelectMany(definition => AgentDefinitionCheck.Problems("built in", agent.Key, definition))));
        Assert.All(AgentTemplates.BuiltIn.Values, definitions => Assert.All(
            definitions,
            definition => Assert.True(definition is { HowToInstall: not null, VersionCommand: not null, Versions: not null })));
    }

    [Theory]
    [InlineData(">=2.1 <3", "2.1.197", true)]
    [InlineData(">=2.1 <3", "2.0.99", false)]
    [InlineData(">=2.1 <3", "3.0.0", false)]
    [InlineData(">1.0 <=1.2", "1.2", true)]
    [InlineData("=1.2", "1.2.0", true)]
    [InlineData("=1.2", "1.2.1", false)]
    public void A_range_holds_versions(string range, string version, bool contains) =>
        Assert.Equal(contains, VersionRange.Parse(range)!.Contains(VersionRange.ReadVersion(version)!));

    [Theory]
    [InlineData("")]
    [InlineData("2.1")]
    [InlineData(">=x")]
    [InlineData(">=1.2.3.4.5")]
    public void What_is_no_range_is_none(string range) => Assert.Null(VersionRange.Parse(range));

    [Fact]
    public async Task The_definition_for_the_installed_version_is_used()
    {
        using var home = new TestHome();
        var agent = home.Script("agent", "[ \"$1\" = --version ] && echo 'agent 2.4.1 (stable)' || echo \"$@\"");

        using var again = WithFile(home, $$"""
            {
              // Flags change.
              "mine": [
                { "command": "{{agent}} --full-auto", "versionCommand": "{{agent}} --version", "versions": "<2" },
                { "command": "{{agent}} --auto=full", "versionCommand": "{{agent}} --version", "versions": ">=2 <3" },
              ]
            }
            """);
        var outcome = await again.Agents.Find(new AgentSelector("mine")).RunAsync(Task(home), default);

        Assert.Equal("--auto=full\n", outcome.Text);
    }

    [Fact]
    public async Task A_version_outside_every_range_says_which_are_supported()
    {
        using var home = new TestHome();
        var agent = home.Script("agent", "echo 9.0.1");
        using var again = WithFile(home, $$"""
            { "mine": [
                { "command": "{{agent}}", "versionCommand": "{{agent}} --version", "versions": "<2" },
                { "command": "{{agent}}", "versionCommand": "{{agent}} --version", "versions": ">=2 <3" } ] }
            """);

        var exception = await Assert.ThrowsAsync<SlipwayException>(
            () => again.Agents.Find(new AgentSelector("mine")).RunAsync(Task(home), default));

        Assert.Equal(ErrorCodes.AgentNotAvailable, exception.Code);
        Assert.StartsWith(
            "Agent not available: mine. Version 9.0.1 is installed; supported are <2 or >=2 <3.",
            exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_does_not_tell_its_version_is_not_available()
    {
        using var home = new TestHome();
        var agent = home.Script("agent", "echo 'segmentation fault' >&2; exit 139");
        using var again = WithFile(home, $$"""{ "mine": [ { "command": "{{agent}}", "versionCommand": "{{agent}} --version" } ] }""");

        var exception = await Assert.ThrowsAsync<SlipwayException>(
            () => again.Agents.Find(new AgentSelector("mine")).RunAsync(Task(home), default));

        Assert.Contains("does not tell its version. It printed: segmentation fault", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "cannot be used")]
    [InlineData("null", "cannot be used")]
    [InlineData("{ \"mine\": null }", "cannot be used")]
    [InlineData("{ \"mine\": [ { \"comand\": \"cat\" } ] }", "comand")]
    [InlineData("{ \"mine\": [] }", "give at least one")]
    [InlineData("{ \"mine\": [ {} ] }", "Slipway:AgentFile:mine:Command")]
    [InlineData("{ \"mine\": [ { \"command\": \"cat\", \"resume\": \"cat -r\" } ] }", "it must say where {session} goes")]
    [InlineData("{ \"mine\": [ { \"command\": \"cat\", \"versions\": \"new\" } ] }", "give conditions such as")]
    [InlineData("{ \"mine\": [ { \"command\": \"cat\", \"versions\": \"<2\" } ] }", "needs a VersionCommand")]
    [InlineData("{ \"mine\": [ { \"command\": \"cat\", \"versionPattern\": \"(\" } ] }", "give a regular expression")]
    [InlineData("{ \"mine\": [ { \"command\": \"cat\", \"exitCodes\": { \"x\": \"auth\" } } ] }", "from 0 to 255")]
    public void A_file_that_is_not_what_it_must_be_is_refused_at_start(string content, string named)
    {
        using var home = new TestHome();

        var exception = Assert.Throws<OptionsValidationException>(() => WithFile(home, content).Agents);

        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_is_named()
    {
        using var home = new TestHome(("AgentFile", "/no/such/file.json"));

        var exception = Assert.Throws<OptionsValidationException>(() => home.Agents);

        Assert.Contains("Slipway:AgentFile '/no/such/file.json' cannot be used", exception.Message, StringComparison.Ordinal);
    }

    private static AgentTask Task(TestHome home) =>
        new("wf-1", "code", 1, "Do it", home.Directory, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));

    private static TestHome WithFile(TestHome home, string content)
    {
        var file = Path.Combine(home.Directory, "agents.json");
        File.WriteAllText(file, content);
        return new TestHome(("AgentFile", file));
    }
}
