using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Testing;
using Slipway.LocalHost.Tests.Durable;
using Slipway.LocalHost.Tests.Testing;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>What the context gives an orchestrator: ids, times, inputs, names, status.</summary>
public sealed class OrchestratorTests
{
    [Fact]
    public async Task New_guids_and_unnamed_children_take_version_5_uuids_of_instance_time_and_one_counter()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context => new[]
            {
                context.NewGuid().ToString("N"),
                await context.CallSubOrchestratorAsync<string>("Child"),
                context.NewGuid().ToString("N"),
            })
            .Orchestrator("Child", context => Task.FromResult<object?>(context.InstanceId)));
        var time = hub.Clock.GetUtcNow().UtcDateTime;

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main", id: "m1"));

        string Expected(int counter) => Version5(new Guid("9e952958-5e33-4daf-827f-2fa12937b875"), $"m1_{time:o}_{counter}");
        Assert.Equal([Expected(0), Expected(1), Expected(2)], end.ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task The_time_is_UTC_stands_still_in_an_episode_moves_to_the_next_and_survives_a_round_trip()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context =>
            {
                var times = new List<DateTime> { context.CurrentUtcDateTime, context.CurrentUtcDateTime };
                await context.WaitForExternalEvent<object?>("next");
                times.Add(context.CurrentUtcDateTime);
                times.Add(await context.CallActivityAsync<DateTime>("Echo", times[^1]));
                return times;
            })
            .Activity<DateTime>("Echo", time => time));
        var start = hub.Clock.GetUtcNow().UtcDateTime;

        var id = await hub.StartInstanceAsync("Main");
        hub.Clock.Advance(TimeSpan.FromTicks(12_345_678));
        await hub.Client.RaiseEventAsync(id, "next");
        var times = (await hub.EndOfAsync(id)).ReadOutputAs<DateTime[]>()!;

        var later = start.AddTicks(12_345_678);
        Assert.Equal([start, start, later, later], times);
        Assert.All(times, time => Assert.Equal(DateTimeKind.Utc, time.Kind));
    }

    [Fact]
    public async Task A_timer_is_one_step_of_the_history_however_long()
    {
        // Better than the real worker, which splits what is longer than three days.
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", context => context.CreateTimer(TimeSpan.FromDays(10), CancellationToken.None)));

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id);
        hub.Clock.Advance(TimeSpan.FromDays(10));
        await hub.EndOfAsync(id);

        var history = await hub.Client.GetOrchestrationHistoryAsync(id);
        Assert.Equal(hub.Clock.GetUtcNow().UtcDateTime, Assert.Single(history.OfType<TimerCreatedEvent>()).FireAt);
        Assert.Single(history.OfType<TimerFiredEvent>());
    }

    [Fact]
    public async Task An_input_is_read_as_whatever_type_is_asked_for()
    {
        // As in Functions; the bare worker gives the one type that was registered.
        await using var host = await DurableTaskTestHost.StartAsync(tasks => tasks.AddOrchestratorFunc("Main", context => new[]
        {
            context.GetInput<Item>()!.Name,
            context.GetInput<JsonElement>().GetProperty("Name").GetString(),
            context.GetInput<JsonObject>()!["Name"]!.GetValue<string>(),
        }));

        var end = await DurableTaskTestHostTests.RunAsync(host.Client, "Main", new Item("x"));

        Assert.Equal(["x", "x", "x"], end.ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task Without_an_input_there_is_the_types_default()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", context => Task.FromResult<object?>($"{context.GetInput<string>() ?? "null"} {context.GetInput<int>()}")));

        Assert.Equal("null 0", (await hub.EndOfAsync(await hub.StartInstanceAsync("Main"))).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Names_of_tasks_are_found_whatever_their_case()
    {
        await using var host = await DurableTaskTestHost.StartAsync(tasks => tasks
            .AddOrchestratorFunc<int>("Main", async context =>
                await context.CallActivityAsync<int>("WORK") + await context.CallSubOrchestratorAsync<int>("child"))
            .AddOrchestratorFunc<int>("CHILD", _ => 1)
            .AddActivityFunc<int>("work", _ => 2));

        Assert.Equal(3, (await DurableTaskTestHostTests.RunAsync(host.Client, "mAIN", input: null)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_custom_status_is_read_while_the_orchestration_runs_and_may_be_a_tuple()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            context.SetCustomStatus("Started!");
            var status = await context.WaitForExternalEvent<(string, int)>("StatusEvent");
            context.SetCustomStatus(status);
        }));

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilStatusAsync(id, OrchestrationRuntimeStatus.Running);
        var running = await hub.Client.GetInstanceAsync(id, getInputsAndOutputs: true);
        await hub.Client.RaiseEventAsync(id, "StatusEvent", ("Finished!", 45));
        var end = await hub.EndOfAsync(id);

        Assert.Equal("Started!", running!.ReadCustomStatusAs<string>());
        Assert.Equal(("Finished!", 45), end.ReadCustomStatusAs<(string, int)>());
    }

    [Fact]
    public async Task Json_trees_pass_through_inputs_events_and_outputs()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context =>
            {
                var node = context.GetInput<JsonNode>()!;
                node["activity"] = await context.CallActivityAsync<JsonNode>("Echo", JsonNode.Parse("""{"a":[1,null,"x"]}"""));
                node["event"] = await context.WaitForExternalEvent<JsonNode>("E");
                return node;
            })
            .Activity<JsonNode>("Echo", node => node));

        var id = await hub.StartInstanceAsync("Main", JsonNode.Parse("""{"in":1.5}"""));
        await hub.Client.RaiseEventAsync(id, "E", JsonNode.Parse("true"));

        Assert.Equal("""{"in":1.5,"activity":{"a":[1,null,"x"]},"event":true}""", (await hub.EndOfAsync(id)).SerializedOutput);
    }

    [Fact]
    public async Task Activities_run_one_after_another_and_pass_their_results_on()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context =>
            {
                var value = 0;
                for (var i = 0; i < 10; i++)
                {
                    value = await context.CallActivityAsync<int>("PlusOne", value);
                }

                return value;
            })
            .Activity<int>("PlusOne", value => value + 1));

        Assert.Equal(10, (await hub.EndOfAsync(await hub.StartInstanceAsync("Main"))).ReadOutputAs<int>());
    }

    [Fact]
    public async Task An_empty_orchestration_completes_with_its_name_and_id_and_nothing_else()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Empty", _ => Task.CompletedTask));

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Empty", id: "e1"));

        Assert.Equal(("Empty", "e1", OrchestrationRuntimeStatus.Completed), (end.Name, end.InstanceId, end.RuntimeStatus));
        Assert.Null(end.ReadOutputAs<object>());
        Assert.Null(end.FailureDetails);
    }

    [Fact]
    public async Task Ten_generations_with_a_timer_each_end_with_the_last_ones_output()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            var value = context.GetInput<int>();
            await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
            if (value < 10)
            {
                context.ContinueAsNew(value + 1);
            }

            return value;
        }));

        Assert.Equal(10, (await hub.EndOfAsync(await hub.StartInstanceAsync("Main", 1))).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Tags_go_to_children_and_activities_without_harm()
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "blue" };
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context =>
                await context.CallSubOrchestratorAsync<int>(
                    "Child", 1, new SubOrchestrationOptions(instanceId: "child") { Tags = tags })
                + await context.CallActivityAsync<int>("Work", 1, new TaskOptions { Tags = tags }))
            .Orchestrator("Child", context => Task.FromResult<object?>(context.GetInput<int>()))
            .Activity<int>("Work", value => value));

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Equal(2, end.ReadOutputAs<int>());
        Assert.Equal("blue", (await hub.Client.GetInstanceAsync("child"))!.Tags["team"]);
    }

    [Fact]
    public async Task Without_warm_orchestrations_each_turn_replays_and_only_new_code_is_not_replaying()
    {
        await using var hub = await TestHub.StartAsync(
            catalog => catalog.Orchestrator("Main", async context =>
            {
                var seen = new List<bool> { context.IsReplaying };
                await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
                seen.Add(context.IsReplaying);
                await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
                seen.Add(context.IsReplaying);
                return seen;
            }),
            options => options with { MaxWarmOrchestrations = 0 });

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Equal("True True False", string.Join(' ', end.ReadOutputAs<bool[]>()!));
    }

    // RFC 9562, written apart from the engine's own.
    private static string Version5(Guid space, string name)
    {
        byte[] bytes = [.. space.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)];
#pragma warning disable CA5350 // Version 5 is defined by SHA-1; nothing secret is in it.
        var hash = SHA1.HashData(bytes).AsSpan(0, 16);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return $"{BinaryPrimitives.ReadUInt64BigEndian(hash):x16}{BinaryPrimitives.ReadUInt64BigEndian(hash[8..]):x16}";
    }

    private sealed record Item(string Name);
}
