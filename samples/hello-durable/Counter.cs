using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace HelloDurable;

/// <summary>A durable entity: a number that is added to, reset and read.</summary>
public sealed class Counter : TaskEntity<int>
{
    public int Add(int amount) => State += amount;

    public void Reset() => State = 0;

    public int Get() => State;

    [Function(nameof(Counter))]
    public static Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Counter>();

    /// <summary>Adds twice, under a lock, so that nobody's operation comes between, and gives the sum.</summary>
    [Function(nameof(AddTwice))]
    public static async Task<int> AddTwice([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var id = new EntityInstanceId(nameof(Counter), context.GetInput<string>() ?? "default");
        await using (await context.Entities.LockEntitiesAsync(id))
        {
            await context.Entities.CallEntityAsync<int>(id, nameof(Add), 1);
            return await context.Entities.CallEntityAsync<int>(id, nameof(Add), 1);
        }
    }

    /// <summary><c>POST /api/counters/{key}?add=2</c> signals the entity and does not wait for it.</summary>
    [Function(nameof(AddToCounter))]
    public static async Task<HttpResponseData> AddToCounter(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "counters/{key}")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        string key)
    {
        var amount = int.TryParse(request.Query["add"], out var given) ? given : 1;
        await client.Entities.SignalEntityAsync(new EntityInstanceId(nameof(Counter), key), nameof(Add), amount);
        return request.CreateResponse(HttpStatusCode.Accepted);
    }

    /// <summary><c>GET /api/counters/{key}</c> reads the entity's state.</summary>
    [Function(nameof(ReadCounter))]
    public static async Task<HttpResponseData> ReadCounter(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "counters/{key}")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        string key)
    {
        var counter = await client.Entities.GetEntityAsync<int>(new EntityInstanceId(nameof(Counter), key));
        if (counter is null)
        {
            return request.CreateResponse(HttpStatusCode.NotFound);
        }

        var response = request.CreateResponse(HttpStatusCode.OK);
        await response.WriteAsJsonAsync(counter.State);
        return response;
    }
}
