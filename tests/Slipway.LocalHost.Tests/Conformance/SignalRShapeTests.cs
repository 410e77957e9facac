using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Slipway.LocalHost.Tests.Hosting;
using Slipway.LocalHost.Tests.SignalR;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>The JSON of messages, actions and connection infos.</summary>
public sealed class SignalRShapeTests
{
    [Fact]
    public void A_message_is_written_with_all_its_properties_as_named()
    {
        var message = new SignalRMessageAction("log", ["a", 1]) { GroupName = "g" };

        Assert.Equal(
            """{"ConnectionId":null,"UserId":null,"GroupName":"g","Target":"log","Arguments":["a",1],"Endpoints":null}""",
            JsonSerializer.Serialize(message));
    }

    [Fact]
    public void Several_group_actions_are_an_array_and_each_action_is_a_word()
    {
        var action = new SignalRGroupAction(SignalRGroupActionType.Add) { UserId = "u", GroupName = "g" };

        Assert.Equal(
            """[{"ConnectionId":null,"UserId":"u","GroupName":"g","Action":"Add","Endpoints":null}]""",
            JsonSerializer.Serialize(new[] { action }));
    }

    [Fact]
    public async Task A_connection_info_bound_as_text_is_what_clients_read_and_as_an_object_is_written_in_PascalCase()
    {
        await using var host = await TestHost.StartAsync(typeof(ShapeApp));

        var text = await host.JsonAsync(HttpMethod.Post, "/api/asText");
        var written = await host.JsonAsync(HttpMethod.Post, "/api/asObject");

        Assert.Equal(["url", "accessToken"], text.EnumerateObject().Select(property => property.Name));
        Assert.EndsWith("/client/?hub=workflows", text.GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Equal(["AccessToken", "Url"], written.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_text_of_a_message_is_read_whatever_the_case_of_its_names()
    {
        await using var host = await TestHost.StartAsync(typeof(ShapeApp), typeof(LiveApp));
        await using var client = await LiveClient.ConnectAsync(host.Client);

        Assert.Equal(200, await host.StatusAsync(HttpMethod.Post, "/api/sendText"));

        Assert.Equal(("log", """["a",1]"""), await client.NextAsync());
    }

    [Fact]
    public async Task A_message_without_a_target_fails()
    {
        await using var host = await TestHost.StartAsync(typeof(ShapeApp));

        Assert.Equal(500, await host.StatusAsync(HttpMethod.Post, "/api/noTarget"));
    }

    internal static class ShapeApp
    {
        [Function("asText")]
        public static string AsText(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request,
            [SignalRConnectionInfoInput(HubName = "Workflows")] string info)
            => request.Method.Length > 0 ? info : string.Empty;

        [Function("asObject")]
        public static async Task<HttpResponseData> AsObjectAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequestData request,
            [SignalRConnectionInfoInput(HubName = "Workflows")] SignalRConnectionInfo info)
        {
            var response = request.CreateResponse();
            await response.WriteAsJsonAsync(info);
            return response;
        }

        [Function("sendText")]
        [SignalROutput(HubName = "workflows")]
        public static string SendText([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request)
            => request.Method == "POST" ? """{"target":"log","ARGUMENTS":["a",1]}""" : string.Empty;

        [Function("noTarget")]
        [SignalROutput(HubName = "workflows")]
        public static string NoTarget([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request)
            => request.Method == "POST" ? """{"arguments":[]}""" : string.Empty;
    }
}
