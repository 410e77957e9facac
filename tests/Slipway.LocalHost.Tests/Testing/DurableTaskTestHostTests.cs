using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Slipway.LocalHost.Testing;
using Slipway.Tests.Folders;

namespace Slipway.LocalHost.Tests.Testing;

public sealed class DurableTaskTestHostTests
{
    [Fact]
    public async Task Classes_run_with_services_of_their_own_call()
    {
        await using var host = await DurableTaskTestHost.StartAsync(
            tasks => tasks.AddOrchestrator<TwoGreetings>().AddActivity<Greet>(),
            new DurableTaskTestHostOptions { ConfigureServices = services => services.AddScoped<Calls>() });

        var done = await RunAsync(host.Client, nameof(TwoGreetings), "Ada");

        Assert.Equal(["Hello, Ada (1)", "Hello, Ada (1)"], done.ReadOutputAs<string[]>()!);
        Assert.Same(host.Client, host.Services.GetRequiredService<DurableTaskClient>());
    }

    [Fact]
    public async Task Functions_run_and_hosts_know_nothing_of_each_other()
    {
        await using var one = await DurableTaskTestHost.StartAsync(Tasks);
        await using var other = await DurableTaskTestHost.StartAsync(Tasks);

        var done = await RunAsync(one.Client, "Double", 21, new StartOrchestrationOptions("same"));

        Assert.Equal(42, done.ReadOutputAs<int>());
        Assert.Null(await other.Client.GetInstanceAsync("same"));

        static void Tasks(DurableTaskRegistry tasks)
            => tasks
                .AddOrchestratorFunc<int, int>("Double", (context, input) => context.CallActivityAsync<int>("Add", input))
                .AddActivityFunc<int, int>("Add", (_, input) => input + input);
    }

    [Fact]
    public async Task The_hub_is_gone_when_the_host_is()
    {
        var host = await DurableTaskTestHost.StartAsync(tasks => tasks.AddOrchestratorFunc("Nothing", _ => { }));
        await RunAsync(host.Client, "Nothing", input: null);

        await host.DisposeAsync();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => host.Client.ScheduleNewOrchestrationInstanceAsync("Nothing"));
        Assert.Contains("is not open", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_in_a_folder_is_there_for_the_next_host()
    {
        var folder = Directory.CreateTempSubdirectory("taskhub-").FullName;
        try
        {
            using (var first = await StartAsync(folder))
            {
                await first.Services.GetRequiredService<DurableTaskClient>()
                    .ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("w1"));
                await first.StopAsync();
            }

            using var second = await StartAsync(folder);
            var client = second.Services.GetRequiredService<DurableTaskClient>();
            await client.RaiseEventAsync("w1", "go", "gone");
            var done = await client.WaitForInstanceCompletionAsync("w1", getInputsAndOutputs: true);
            await second.StopAsync();

            Assert.Equal("gone", done.ReadOutputAs<string>());
        }
        finally
        {
            TestFolder.Delete(folder);
        }

        static async Task<IHost> StartAsync(string folder)
        {
            var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
            builder.Services.AddDurableTaskWorker(worker => worker
                .UseTaskHub(options => options.DirectoryPath = folder)
                .AddTasks(tasks => tasks.AddOrchestratorFunc("Wait", context => context.WaitForExternalEvent<string>("go"))));
            builder.Services.AddDurableTaskClient(client => client.UseTaskHub());
            var host = builder.Build();
            await host.StartAsync();
            return host;
        }
    }

    [Fact]
    public async Task Each_turn_is_replayed_so_code_that_does_not_do_the_same_again_is_found()
    {
        var random = 0;
        await using var host = await DurableTaskTestHost.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Replayed", async context =>
            {
                var first = context.IsReplaying;
                await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
                return new[] { first, context.IsReplaying };
            })
            .AddOrchestratorFunc("Different", async context =>
            {
                await context.CallActivityAsync(Interlocked.Increment(ref random) % 2 == 1 ? "One" : "Other");
                return "not reached";
            })
            .AddActivityFunc("One", _ => { })
            .AddActivityFunc("Other", _ => { }));

        var replayed = await RunAsync(host.Client, "Replayed", input: null);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Different");
        OrchestrationMetadata? stalled;
        do
        {
            stalled = await host.Client.GetInstanceAsync(id, getInputsAndOutputs: true);
            await Task.Yield();
        }
        while (stalled?.FailureDetails is null);

        Assert.Equal([true, false], replayed.ReadOutputAs<bool[]>()!);
        Assert.Contains("Other", stalled.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    internal static async Task<OrchestrationMetadata> RunAsync(
        DurableTaskClient client, TaskName name, object? input, StartOrchestrationOptions? options = null)
    {
        var id = await client.ScheduleNewOrchestrationInstanceAsync(name, input, options);
        return await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
    }

    private sealed class Calls
    {
        public int Count { get; set; }
    }

    private sealed class TwoGreetings : TaskOrchestrator<string, string[]>
    {
        public override async Task<string[]> RunAsync(TaskOrchestrationContext context, string input) =>
        [
            await context.CallActivityAsync<string>(nameof(Greet), input),
            await context.CallActivityAsync<string>(nameof(Greet), input),
        ];
    }

    private sealed class Greet(Calls calls) : TaskActivity<string, string>
    {
        public override Task<string> RunAsync(TaskActivityContext context, string input)
            => Task.FromResult($"Hello, {input} ({++calls.Count})");
    }
}
