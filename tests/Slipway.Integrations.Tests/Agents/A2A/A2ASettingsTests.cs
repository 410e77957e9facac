using Microsoft.Extensions.Options;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Agents.A2A;

/// <summary>Definitions of agents behind endpoints that are wrong: the host says at start what would be right.</summary>
public sealed class A2ASettingsTests
{
    [Theory]
    [InlineData("Endpoint", "http://agents.example.com", "give an https address")]
    [InlineData("Endpoint", "ftp://127.0.0.1", "give an https address")]
    [InlineData("Endpoint", "agents.example.com", "give an https address")]
    [InlineData("Endpoint", "https://ada:password@agents.example.com", "without a user's name")]
    [InlineData("Endpoint", "https://agents.example.com?key=1", "has a query")]
    [InlineData("TokenVariable", "KEY=secret-0123456789", "give the variable's name, not the token")]
    [InlineData("PollInterval", "00:00:00.5", "give 00:00:01 to 00:10:00")]
    [InlineData("PollInterval", "01:00:00", "give 00:00:01 to 00:10:00")]
    [InlineData("Command", "my-agent", "Endpoint does not go with Command")]
    [InlineData("Environment:0", "MY_KEY", "Endpoint does not go with Environment")]
    [InlineData("Versions", ">1", "Endpoint does not go with Versions")]
    public void What_is_wrong_is_said_with_what_would_be_right(string setting, string value, string right)
    {
        var settings = new Dictionary<string, string>
        {
            ["Agents:mine:Endpoint"] = "https://agents.example.com", [$"Agents:mine:{setting}"] = value,
        };
        using var home = new TestHome([.. settings.Select(each => (each.Key, each.Value))]);

        var refused = Assert.Throws<OptionsValidationException>(() => home.Agents);

        var problem = Assert.Single(refused.Failures);
        Assert.StartsWith("Slipway:Agents:mine:", problem, StringComparison.Ordinal);
        Assert.Contains(right, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-0123456789", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("ada:password", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://agents.example.com/coder")]
    [InlineData("http://127.0.0.1:3001")]
    [InlineData("http://localhost:3001/")]
    public void Https_and_this_machine_are_right(string endpoint)
    {
        using var home = new TestHome(("Agents:aider:Endpoint", endpoint));

        Assert.NotNull(home.Agents.Find(new AgentSelector("aider")));
    }

    [Fact]
    public void A_token_is_for_an_endpoint()
    {
        using var home = new TestHome(("Agents:mine:Command", "sh"), ("Agents:mine:TokenVariable", "MY_TOKEN"));

        var refused = Assert.Throws<OptionsValidationException>(() => home.Agents);

        Assert.Contains("TokenVariable needs an Endpoint", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"mine": [{"endpoint": "https://a.example.com", "tokenVariable": "MY_TOKEN", "pollInterval": "00:00:05"}]}""", null)]
    [InlineData("""{"mine": [{"endpoint": "https://a.example.com"}, {"command": "sh"}]}""", "give the endpoint alone")]
    [InlineData("""{"mine": [{"endpoint": "http://a.example.com"}]}""", "give an https address")]
    public void A_file_may_name_an_endpoint(string content, string? wrong)
    {
        using var other = new TestHome();
        var file = Path.Combine(other.Directory, "agents.json");
        File.WriteAllText(file, content);
        using var home = new TestHome(("AgentFile", file));

        if (wrong is null)
        {
            Assert.NotNull(home.Agents.Find(new AgentSelector("mine")));
        }
        else
        {
            Assert.Contains(wrong, Assert.Throws<OptionsValidationException>(() => home.Agents).Message, StringComparison.Ordinal);
        }
    }
}
