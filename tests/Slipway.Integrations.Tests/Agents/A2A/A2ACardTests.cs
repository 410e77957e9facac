using System.Text.Json.Nodes;
using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Agents.A2A;

/// <summary>Agents by their cards: which can be used, as <c>GET /api/agents</c> shows.</summary>
public sealed class A2ACardTests
{
    private const string Token = "SLIPWAY_TEST_A2A_CARD_TOKEN";

    [Theory]
    [InlineData("1.0", "SendMessage")]
    [InlineData("0.3", "message/send")]
    public async Task One_that_speaks_a_version_is_available_and_spoken_to_in_it(string version, string method)
    {
        await using var server = await A2AServer.StartAsync(version);
        using var scene = await A2AScene.OpenAsync(server);

        Assert.Equal("4.2.0", await scene.Agent().CheckAsync(default));
        await scene.RunAsync(new { message = "Hello." });

        Assert.Equal(["card", "card", method], server.Requests);
    }

    [Fact]
    public async Task Of_two_versions_the_newer_is_spoken_and_its_tenant_named()
    {
        await using var server = await A2AServer.StartAsync("1.0");
        server.Card = card =>
        {
            (card["protocolVersion"], card["url"], card["preferredTransport"]) = ("0.3.0", $"{server.Address}old", "JSONRPC");
            var list = card["supportedInterfaces"]!.AsArray();
            list[0]!["tenant"] = "team-1";
            list.Insert(0, JsonNode.Parse(
                """{"url": "https://elsewhere.example.com", "protocolBinding": "GRPC", "protocolVersion": "1.0"}"""));
        };
        using var scene = await A2AScene.OpenAsync(server);

        await scene.RunAsync(new { message = "Hello." });

        Assert.Equal("team-1", (string?)Assert.Single(server.Messages)["tenant"]);
    }

    [Fact]
    public async Task A_later_minor_version_is_named_as_the_agent_does()
    {
        await using var server = await A2AServer.StartAsync("1.1");
        using var scene = await A2AScene.OpenAsync(server);

        Assert.Equal(AgentOutcomeKind.Succeeded, (await scene.RunAsync(new { message = "Hello." })).Kind);
    }

    [Fact]
    public async Task An_old_card_may_offer_what_is_spoken_besides_what_it_prefers()
    {
        await using var server = await A2AServer.StartAsync("0.3");
        server.Card = card =>
        {
            card["additionalInterfaces"] = new JsonArray(new JsonObject { ["url"] = (string?)card["url"], ["transport"] = "JSONRPC" });
            (card["url"], card["preferredTransport"]) = ("https://elsewhere.example.com", "GRPC");
        };
        using var scene = await A2AScene.OpenAsync(server);

        Assert.Equal(AgentOutcomeKind.Succeeded, (await scene.RunAsync(new { message = "Hello." })).Kind);
    }

    public static TheoryData<string, string> Unusable => new()
    {
        { """{"supportedInterfaces": [{"url": "URL", "protocolBinding": "JSONRPC", "protocolVersion": "2.0"}]}""", "offers JSONRPC 2.0;" },
        { """{"supportedInterfaces": [{"url": "URL", "protocolBinding": "GRPC", "protocolVersion": "1.0"}]}""", "offers GRPC 1.0;" },
        { """{"protocolVersion": "0.2.6", "url": "URL"}""", "offers JSONRPC 0.2.6; Slipway speaks A2A 1.0 and 0.3" },
        { "{}", "offers no interface" },
        { """{"protocolVersion": "0.3.0", "url": "https://elsewhere.example.com/rpc"}""", "nothing is sent to another server" },
        { """{"protocolVersion": "0.3.0", "url": "rpc"}""", "nothing is sent to another server" },
        {
            """{"protocolVersion": "0.3.0", "url": "URL", "capabilities": {"extensions": [{"uri": "urn:x", "required": true}]}}""",
            "requires the extension 'urn:x'"
        },
        {
            """
            {"protocolVersion": "0.3.0", "url": "URL", "security": [{"k": []}],
             "securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": "X"}}}
            """,
            "another kind than a bearer token: k"
        },
        {
            """
            {"protocolVersion": "0.3.0", "url": "URL", "security": [{"k": {"list": []}}],
             "securitySchemes": {"k": {"httpAuthSecurityScheme": {"scheme": "Basic"}}}}
            """,
            "another kind than a bearer token: k"
        },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task One_that_cannot_be_spoken_to_says_why(string said, string why)
    {
        await using var server = await A2AServer.StartAsync("1.0");
        server.Card = card =>
        {
            card.Remove("supportedInterfaces");
            var changes = JsonNode.Parse(said.Replace("URL", $"{server.Address}rpc", StringComparison.Ordinal))!.AsObject();
            foreach (var (name, value) in changes)
            {
                card[name] = value!.DeepClone();
            }
        };
        using var scene = await A2AScene.OpenAsync(server);

        var refused = await Assert.ThrowsAsync<SlipwayException>(() => scene.Agent().CheckAsync(default));

        Assert.Equal(ErrorCodes.AgentNotAvailable, refused.Code);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Equal(
            refused.Message, (await Assert.ThrowsAsync<SlipwayException>(() => scene.RunAsync(new { message = "Hello." }))).Message);
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task One_that_asks_for_a_token_needs_one()
    {
        await using var server = await A2AServer.StartAsync("1.0");
        server.Card = card =>
        {
            card["securitySchemes"] = JsonNode.Parse("""{"login": {"oauth2SecurityScheme": {"flows": {}}}}""");
            card["securityRequirements"] = JsonNode.Parse("""[{"schemes": {"login": {"list": []}}}]""");
        };
        using var scene = await A2AScene.OpenAsync(server);

        var refused = await Assert.ThrowsAsync<SlipwayException>(
            () => scene.Agent(definition => definition.TokenVariable = null).CheckAsync(default));

        Assert.Contains("asks for credentials: login.", refused.Message, StringComparison.Ordinal);
        Assert.Equal("4.2.0", await scene.Agent().CheckAsync(default));
    }

    [Theory]
    [InlineData("Faults:html", "answered in a form that is not the A2A protocol's")]
    [InlineData("Faults:null", "answered in a form that is not the A2A protocol's: Where its agent card should be is something else.")]
    [InlineData("Faults:503", "answered 503")]
    [InlineData("Faults:reset", "did not answer")]
    public async Task The_pool_shows_agents_behind_endpoints_and_why_one_is_not_available(string fault, string why)
    {
        await using var server = await A2AServer.StartAsync("1.0");
        Environment.SetEnvironmentVariable(Token, IA2APeer.Token);
        using var home = new TestHome(
            ("Agents:remote:Endpoint", server.Address.AbsoluteUri), ("Agents:remote:TokenVariable", Token),
            ("Agents:remote:Capabilities:0", "plan"));
        var pool = home.Get<IAgentPool>();

        var well = await pool.CheckAsync(new AgentSelector("remote"), default);
        server.Answer("card", Faults.Answer(fault.Split(':')[1]));
        var ill = await pool.CheckAsync(new AgentSelector("remote"), default);

        Assert.Equal((true, "4.2.0", null), (well.Available, well.Version, well.Reason));
        Assert.Equal([AgentCapability.Plan], well.Capabilities);
        Assert.False(ill.Available);
        Assert.Contains($"{server.Address}.well-known/agent-card.json {why}", ill.Reason, StringComparison.Ordinal);
        Assert.Contains("remote", home.Agents.Names);
    }

    [Fact]
    public async Task Its_card_may_be_named_itself()
    {
        await using var server = await A2AServer.StartAsync("1.0");
        using var scene = await A2AScene.OpenAsync(server);

        var version = await scene.Agent(
            definition => definition.Endpoint = new Uri(server.Address, ".well-known/agent-card.json")).CheckAsync(default);

        Assert.Equal("4.2.0", version);
    }
}
