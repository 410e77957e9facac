using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Durable.Client;
using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>The order in which a batch takes what waits, and what becomes of a lock request whose owner is gone.</summary>
public sealed class EntitiesBatchTests
{
    private static readonly EntityCaller Owner = new(Key: 7, Generation: 1, TaskId: 3, "owner");

    private static readonly EntityUnlockMessage Unlock = new(Owner.Key, Owner.Generation, Owner.TaskId);

    [Theory]
    [InlineData("a b c", 10, "a b c", "")]
    [InlineData("a b c", 2, "a b", "")]
    [InlineData("a LOCK b own c", 10, "a LOCK own", "owner")]
    [InlineData("a LOCK b own UNLOCK c", 10, "a LOCK own UNLOCK b c", "")]
    [InlineData("LOCK a LOCK2 b UNLOCK own2 c", 10, "LOCK UNLOCK a LOCK2 own2", "other")]
    [InlineData("LOCK LOCK2 a UNLOCK2 b UNLOCK c", 10, "LOCK LOCK2 UNLOCK2 UNLOCK a b c", "")]
    [InlineData("UNLOCK a", 10, "UNLOCK a", "")]
    public async Task A_lock_keeps_others_waiting_and_after_it_what_waited_comes_first(
        string waiting, int batchSize, string taken, string lockedBy)
    {
        var words = waiting.Split(' ');
        var runner = Runner(batchSize);

        var batch = await runner.RunAsync(EntityRow.None("@text@x"), words.Select(Delivery), _ => { }, CancellationToken.None);

        Assert.Equal(taken, string.Join(' ', batch.Consumed.Select(delivery => words[delivery.Id])));
        Assert.Equal(lockedBy, batch.Lock?.InstanceId ?? string.Empty);
        var operations = taken.Split(' ').Where(word => char.IsLower(word[0])).ToList();
        Assert.Equal(operations, JsonDataConverter.Default.Deserialize<string>(batch.State)?.Split(' ') ?? []);
    }

    [Fact]
    public async Task A_stop_ends_a_batch_before_the_next_operation()
    {
        using var stop = new CancellationTokenSource();
        var catalog = new TestCatalog().Entity("Text", operation =>
        {
            stop.Cancel();
            operation.State.SetState(operation.Name);
            return null;
        });

        var batch = await Runner(10, catalog).RunAsync(
            EntityRow.None("@text@x"), new[] { "a", "b" }.Select(Delivery), _ => { }, stop.Token);

        Assert.Single(batch.Consumed);
        Assert.Equal("\"a\"", batch.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lock_request_whose_owner_has_ended_goes_no_further(bool runs)
    {
        await using var hub = await EntityWorld.StartAsync(catalog => catalog.Orchestrator(
            "Owner", async context => context.GetInput<bool>() ? await context.WaitForExternalEvent<string>("never") : "ended"));
        await hub.StartInstanceAsync("Owner", runs, "owner");
        await hub.UntilStatusAsync("owner", runs
            ? Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Running
            : Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Completed);

        var passed = new ClientOperation<int>((tables, effects) =>
        {
            var owner = new EntityCaller(tables.FindInstance("owner")!.Key, Generation: 1, TaskId: 0, "owner");
            EntityCommands.PassOn(tables, effects, new EntityLockMessage(owner, ["@counter@a", "@counter@b"], Position: 0), default);
            var sent = effects.Entities.Count;
            effects.Entities.Clear();
            return sent;
        });
        hub.Engine.Writer.Submit(passed);

        Assert.Equal(runs ? 1 : 0, await passed.Completion);
    }

    private static EntityBatchRunner Runner(int batchSize, TestCatalog? catalog = null)
    {
        var options = new DurableEngineOptions { DirectoryPath = "-", HubName = "-", MaxEntityBatchSize = batchSize };
        catalog ??= new TestCatalog().Entity("Text", operation =>
        {
            operation.State.SetState($"{operation.State.GetState<string>()} {operation.Name}".Trim());
            return null;
        });
        return new EntityBatchRunner(
            catalog,
            options,
            new PayloadLimit(JsonDataConverter.Default, options.MaxPayloadBytes),
            new InstanceKeys(0, default),
            new ManualTimeProvider(),
            NullLogger<EntityBatchRunner>.Instance);
    }

    private static EntityDelivery Delivery(string word, int place)
    {
        var other = new EntityCaller(Key: 8, Generation: 1, TaskId: 4, "other");
        EntityMessage message = word switch
        {
            "LOCK" => new EntityLockMessage(Owner, ["@text@x"], 0),
            "LOCK2" => new EntityLockMessage(other, ["@text@x"], 0),
            "UNLOCK" => Unlock,
            "UNLOCK2" => new EntityUnlockMessage(other.Key, other.Generation, other.TaskId),
            "own" => new EntityOperationMessage(word, Input: null, Owner, Section: Owner.TaskId),
            "own2" => new EntityOperationMessage(word, Input: null, other, Section: other.TaskId),
            _ => new EntityOperationMessage(word, Input: null, Owner),
        };
        return new EntityDelivery(place, "@text@x", message, DeliverAt: null);
    }
}
