using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace HelloDurable;

/// <summary>Function chaining: one activity after the other.</summary>
public static class Chaining
{
    [Function(nameof(HelloCities))]
    public static async Task<List<string>> HelloCities([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var logger = context.CreateReplaySafeLogger(nameof(HelloCities));
        var greetings = new List<string>();
        foreach (var city in new[] { "Tokyo", "Seattle", "London" })
        {
            greetings.Add(await context.CallActivityAsync<string>(nameof(SayHello), city));
            logger.LogGreeting(city);
        }

        return greetings;
    }

    [Function(nameof(SayHello))]
    public static string SayHello([ActivityTrigger] string city) => $"Hello {city}!";
}
