using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;
using Slipway.LocalHost.Testing;

namespace Slipway.LocalHost.Tests.Testing;

/// <summary>Entities of a registry run on the engine.</summary>
public sealed class EntityClassTests
{
    [Fact]
    public async Task Class_entities_get_services_and_function_entities_their_operation()
    {
        await using var host = await DurableTaskTestHost.StartAsync(
            tasks => tasks
                .AddEntity<Purse>()
                .AddEntity("Echo", new Echo())
                .AddOrchestratorFunc("Main", async context =>
                {
                    var purse = new EntityInstanceId(nameof(Purse), "mine");
                    await context.Entities.SignalEntityAsync(purse, nameof(Purse.Put), 30);
                    var coins = await context.Entities.CallEntityAsync<Coins>(purse, nameof(Purse.Put), 12);
                    var echo = await context.Entities.CallEntityAsync<string>(new EntityInstanceId("Echo", "Key"), "Say", "hi");
                    return $"{coins.Count} {coins.Currency} {echo}";
                }),
            new DurableTaskTestHostOptions { ConfigureServices = services => services.AddSingleton(new Currency("EUR")) });

        var done = await DurableTaskTestHostTests.RunAsync(host.Client, "Main", input: null);
        var stored = await host.Client.Entities.GetEntityAsync<Coins>(new EntityInstanceId(nameof(Purse), "mine"));

        Assert.Equal("42 EUR @echo@Key/Say/hi", done.ReadOutputAs<string>());
        Assert.Equal(new Coins(42, "EUR"), stored!.State);
    }

    internal sealed record Currency(string Name);

    internal sealed record Coins(int Count, string Currency);

    private sealed class Purse(Currency currency) : TaskEntity<Coins>
    {
        public Coins Put(int count) => State = State with { Count = State.Count + count };

        protected override Coins InitializeState(TaskEntityOperation entityOperation) => new(0, currency.Name);
    }

    private sealed class Echo : ITaskEntity
    {
        public ValueTask<object?> RunAsync(TaskEntityOperation operation)
            => new($"{operation.Context.Id}/{operation.Name}/{operation.GetInput<string>()}");
    }
}
