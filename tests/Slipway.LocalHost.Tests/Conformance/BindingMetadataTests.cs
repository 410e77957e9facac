using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Hosting.Functions;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>The names and directions of a function's bindings, as middleware sees them.</summary>
public sealed class BindingMetadataTests
{
    [Theory]
    [InlineData("Start", "request httpTrigger In, client durableClient In", "$return http Out")]
    [InlineData("Orchestrate", "context orchestrationTrigger In", "")]
    [InlineData("Work", "input activityTrigger In", "")]
    [InlineData("Negotiate", "request httpTrigger In, info signalRConnectionInfo In", "$return http Out")]
    [InlineData("Send", "request httpTrigger In", "$return signalR Out")]
    public void A_functions_bindings_are_named_as_on_the_real_host(string function, string inputs, string outputs)
    {
        var definition = new MethodDefinition(FunctionDiscovery.Find([typeof(App)]).Single(found => found.Name == function));

        Assert.Equal(inputs, Text(function, definition.InputBindings.Values));
        Assert.Equal(outputs, Text(function, definition.OutputBindings.Values));
    }

    [Fact]
    public void A_functions_bindings_say_who_may_call_and_where()
    {
        var functions = FunctionDiscovery.Find([typeof(App)]).ToDictionary(function => function.Name);
        var start = (HttpTriggerAttribute)functions["Start"].Trigger;
        var info = Attribute<SignalRConnectionInfoInputAttribute>("Negotiate");
        var send = Assert.IsType<SignalROutputAttribute>(functions["Send"].Outputs.Single().Attribute);

        Assert.Equal((AuthorizationLevel.Function, "builds/{repo}"), (start.AuthLevel, start.Route));
        Assert.Equal(["post"], start.Methods!);
        Assert.Equal(("builds", "LiveConnection"), (info.HubName, info.ConnectionStringSetting));
        Assert.Equal(("builds", null), (send.HubName, send.ConnectionStringSetting));
    }

    private static T Attribute<T>(string function)
        where T : Attribute => typeof(App).GetMethod(function)!.GetParameters()
            .SelectMany(parameter => parameter.GetCustomAttributes(typeof(T), inherit: false)).Cast<T>().Single();

    // In the order of the method's parameters.
    private static string Text(string function, IEnumerable<BindingMetadata> bindings)
    {
        var order = typeof(App).GetMethod(function)!.GetParameters().Select(parameter => parameter.Name).ToList();
        return string.Join(", ", bindings.OrderBy(binding => order.IndexOf(binding.Name))
            .Select(binding => $"{binding.Name} {binding.Type} {binding.Direction}"));
    }

    internal static class App
    {
        [Function("Start")]
        public static string Start(
            [HttpTrigger(AuthorizationLevel.Function, "post", Route = "builds/{repo}")] HttpRequest request,
            [DurableClient] DurableTaskClient client,
            string repo)
            => $"{request.Path}{client.Name}{repo}";

        [Function("Orchestrate")]
        public static string Orchestrate([OrchestrationTrigger] TaskOrchestrationContext context) => context.InstanceId;

        [Function("Work")]
        public static string Work([ActivityTrigger] string input) => input;

        [Function("Negotiate")]
        public static string Negotiate(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request,
            [SignalRConnectionInfoInput(HubName = "builds", ConnectionStringSetting = "LiveConnection")] string info)
            => request.Path + info;

        [Function("Send")]
        [SignalROutput(HubName = "builds")]
        public static SignalRMessageAction Send([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request)
            => new("log", [request.Method]);
    }
}
