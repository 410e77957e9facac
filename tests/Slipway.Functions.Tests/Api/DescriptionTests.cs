using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.OpenApi;
using Slipway.Functions.Access;
using Slipway.Functions.Api.Description;

namespace Slipway.Functions.Tests.Api;

public sealed class DescriptionTests
{
    private static readonly JsonNode Document = JsonNode.Parse(ApiDescription.Json)!;

    [Fact]
    public void Every_function_that_a_request_can_call_is_described_and_no_other()
    {
        Assert.Equal(
            ApiDescription.Functions.Keys.Order(StringComparer.Ordinal),
            ApiOperations.All.Select(operation => operation.Function).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_OpenAPI_reader_finds_nothing_wrong_with_it()
    {
        var (document, diagnostic) = OpenApiDocument.Parse(ApiDescription.Json, "json");

        Assert.Empty(diagnostic!.Errors);
        Assert.Empty(diagnostic.Warnings);
        var operations = document!.Paths.SelectMany(path => path.Value.Operations!.Values).ToList();
        Assert.Equal(ApiOperations.All.Count, operations.Count);
        Assert.Equal(operations.Count, operations.Select(operation => operation.OperationId).Distinct().Count());
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        foreach (var reference in References(Document))
        {
            Assert.StartsWith("#/components/schemas/", reference, StringComparison.Ordinal);
            Assert.NotNull(Document["components"]!["schemas"]![reference.Split('/')[^1]]);
        }
    }

    [Fact]
    public void A_workflows_fields_and_their_words_are_those_of_the_answers()
    {
        var workflow = Document["components"]!["schemas"]!["Workflow"]!["properties"]!;

        Assert.NotNull(workflow["pullRequest"]!["properties"]!["headSha"]);
        Assert.Contains("VALIDATING", workflow["state"]!["enum"]!.AsArray().Select(name => (string?)name));
        Assert.Contains("completed", workflow["status"]!["enum"]!.AsArray().Select(name => (string?)name));
    }

    [Fact]
    public void A_start_is_a_requirement_or_a_definition()
    {
        var choices = Document["components"]!["schemas"]!["Start"]!["oneOf"]!.AsArray();

        Assert.Equal(2, choices.Count);
        Assert.Contains("requirement", choices[0]!["required"]!.AsArray().Select(name => (string?)name));
        Assert.NotNull(choices[1]!["properties"]!["definition"]);
    }

    [Fact]
    public void What_needs_a_key_or_a_permission_says_so()
    {
        foreach (var operation in ApiOperations.All)
        {
            var trigger = ApiDescription.Functions[operation.Function];
            var described = Document["paths"]!["/" + trigger.Route]![trigger.Methods![0]]!;
            var security = described["security"]!.AsArray();
            var needsMore = FunctionPermissions.All[operation.Function] != FunctionPermissions.None;

            Assert.Equal(trigger.AuthLevel == AuthorizationLevel.Anonymous ? 0 : needsMore ? 4 : 2, security.Count);
            Assert.Equal(needsMore ? 2 : 0, security.Count(choice => choice!["token"] is not null));
            Assert.Equal(needsMore, described["responses"]!["403"] is not null);
        }
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject item => item.SelectMany(member =>
            member.Key == "$ref" ? [(string)member.Value!] : References(member.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
