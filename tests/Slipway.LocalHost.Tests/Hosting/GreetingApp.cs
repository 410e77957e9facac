using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Tests.Hosting;

/// <summary>A small durable app, written as one would for Azure.</summary>
internal sealed class GreetingApp(GreetingApp.Greeter greeter)
{
    internal sealed record Person(string Name, int Age);

    internal sealed record Greeting(string Text, string From);

    [Function(nameof(Start))]
    public static async Task<IActionResult> Start(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "greetings/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var person = await request.ReadFromJsonAsync<Person>(cancellationToken);
        await client.ScheduleNewOrchestrationInstanceAsync(nameof(Greet), person, new StartOrchestrationOptions(id), cancellationToken);
        return new AcceptedResult($"/api/greetings/{id}", client.CreateHttpManagementPayload(id));
    }

    [Function(nameof(Greet))]
    public static async Task<string[]> Greet([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var person = context.GetInput<Person>()!;
        var first = await context.CallActivityAsync<Greeting>(nameof(Say), person);
        context.SetCustomStatus(new { waiting = true });
        var reply = await context.WaitForExternalEvent<string>("reply");
        return [first.Text, first.From, reply];
    }

    [Function(nameof(Say))]
    public Greeting Say([ActivityTrigger] Person person, string instanceId, FunctionContext context)
        => new(greeter.Greet(person.Name), $"{instanceId}/{context.FunctionDefinition.Name}");

    internal sealed class Greeter
    {
        public string Greet(string name) => $"Hello, {name}";
    }
}
