using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Moq;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Registering;
using Slipway.Functions.Api;
using Slipway.Functions.Steps;
using Slipway.Integrations;

namespace Slipway.Functions.Tests.Api;

public sealed class DefinitionsTests
{
    private readonly DefaultHttpContext _context = new()
    {
        RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
    };

    private readonly DefinitionsApi _api = Api();

    private static DurableTaskClient Client { get; } = ClientWithNothing();

    [Fact]
    public async Task The_built_in_definitions_are_listed_with_their_inputs()
    {
        var list = (await JsonOfAsync(await _api.ListAsync(_context.Request, Client))).GetProperty("definitions");

        Assert.Equal(BuiltInDefinitions.Ids, list.EnumerateArray().Select(each => each.GetProperty("id").GetString()));
        Assert.Equal(JsonValueKind.Object, list[0].GetProperty("inputs").ValueKind);
    }

    [Fact]
    public async Task One_is_given_in_its_canonical_form_that_reads_back()
    {
        var text = await TextOfAsync(await _api.GetAsync(_context.Request, Client, "simple_issue"));

        Assert.Equal("simple_issue", DefinitionReader.Read(text, "definition.json").Definition!.Id);
    }

    [Fact]
    public async Task An_unknown_one_is_404_and_names_the_nearest()
    {
        var answer = await JsonOfAsync(await _api.PlanAsync(_context.Request, Client, "simple_isue"), expected: 404);

        Assert.Contains("Did you mean 'simple_issue'?", answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "\"criticalPath\"")]
    [InlineData("?format=text", "critical path: ")]
    [InlineData("?format=mermaid", "flowchart")]
    [InlineData("?format=svg", "<svg ")]
    public async Task A_plan_comes_as_JSON_or_as_a_drawing(string query, string expected)
    {
        _context.Request.QueryString = new QueryString(query);

        Assert.Contains(
            expected, await TextOfAsync(await _api.PlanAsync(_context.Request, Client, "simple_issue")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_format_is_refused()
    {
        _context.Request.QueryString = new QueryString("?format=pdf");

        await JsonOfAsync(await _api.PlanAsync(_context.Request, Client, "simple_issue"), expected: 400);
    }

    [Fact]
    public async Task A_text_is_checked_and_all_that_is_wrong_with_it_is_said()
    {
        Body("id: x\nsteps: [{ id: a, uses: set, config: { value: 1 } }]\n");
        Assert.True((await JsonOfAsync(await _api.ValidateAsync(_context.Request))).GetProperty("valid").GetBoolean());

        Body("id: x\nsteps: [{ id: a, usess: set }, { id: a, uses: set }]\n");
        var answer = await JsonOfAsync(await _api.ValidateAsync(_context.Request));

        Assert.False(answer.GetProperty("valid").GetBoolean());
        Assert.Contains(
            answer.GetProperty("problems").EnumerateArray(),
            problem => problem.GetProperty("line").GetInt32() == 2
                && problem.GetProperty("message").GetString()!.Contains("usess", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_schema_knows_the_hosts_plugins()
    {
        Assert.Contains("agent.run", await TextOfAsync(_api.Schema(_context.Request)), StringComparison.Ordinal);
    }

    private static DefinitionsApi Api()
    {
        var plugins = new StepPlugins(SlipwayApplication.Plugins());
        var folder = new DefinitionFolder(
            Options.Create(new SlipwayOptions()), Options.Create(new IntegrationOptions { DataDirectory = Path.GetTempPath() + "none" }),
            plugins, NullLogger<DefinitionFolder>.Instance);
        return new DefinitionsApi(new DefinitionCatalog([new BuiltInDefinitionSource()], plugins), folder, plugins);
    }

    /// <summary>A host where nothing is registered.</summary>
    private static DurableTaskClient ClientWithNothing()
    {
        var entities = new Mock<DurableEntityClient>("test");
        entities.Setup(each => each.GetAllEntitiesAsync<DefinitionVersions>(It.IsAny<EntityQuery?>()))
            .Returns(Pageable.Create((_, _, _) => Task.FromResult(new Page<EntityMetadata<DefinitionVersions>>([]))));
        var client = new Mock<DurableTaskClient>("test");
        client.SetupGet(each => each.Entities).Returns(entities.Object);
        return client.Object;
    }

    private void Body(string text) => _context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(text));

    private async Task<JsonElement> JsonOfAsync(IResult result, int expected = 200)
    {
        var text = await TextOfAsync(result);
        Assert.Equal(expected, _context.Response.StatusCode);
        return JsonElement.Parse(text);
    }

    private async Task<string> TextOfAsync(IResult result)
    {
        using var body = new MemoryStream();
        _context.Response.Body = body;
        await result.ExecuteAsync(_context);
        return Encoding.UTF8.GetString(body.ToArray());
    }
}
