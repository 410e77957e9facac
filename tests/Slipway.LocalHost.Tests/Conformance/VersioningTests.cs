using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Hosting.Tasks;
using Slipway.LocalHost.Testing;
using Slipway.LocalHost.Tests.Testing;
using Failure = Microsoft.DurableTask.Worker.DurableTaskWorkerOptions.VersionFailureStrategy;
using Match = Microsoft.DurableTask.Worker.DurableTaskWorkerOptions.VersionMatchStrategy;

namespace Slipway.LocalHost.Tests.Conformance;

public sealed class VersioningTests
{
    [Theory]
    [InlineData(Match.None, "9", true)]
    [InlineData(Match.Strict, "2.0", true)]
    [InlineData(Match.Strict, "1.0", false)]
    [InlineData(Match.Strict, "", false)]
    [InlineData(Match.CurrentOrOlder, "2.0", true)]
    [InlineData(Match.CurrentOrOlder, "1.9", true)]
    [InlineData(Match.CurrentOrOlder, "", true)]
    [InlineData(Match.CurrentOrOlder, "2.1", false)]
    public void A_version_fits_by_the_strategy(Match strategy, string version, bool fits)
    {
        var rules = new VersionRules(new()
        {
            Version = "2.0",
            MatchStrategy = strategy,
            FailureStrategy = Failure.Fail,
        });

        var exception = Record.Exception(() => rules.Check(version));

        Assert.Equal(fits, exception is null);
        Assert.True(fits || TaskFailureDetails.FromException(exception!) is { ErrorType: "VersionMismatch" });
    }

    [Fact]
    public void A_version_that_is_not_to_fail_is_rejected()
        => Assert.Throws<OrchestrationRejectedException>(
            () => new VersionRules(new() { Version = "1", MatchStrategy = Match.Strict }).Check("2"));

    [Fact]
    public async Task The_version_chooses_the_code_and_one_that_is_not_there_is_not_found()
    {
        await using var host = await DurableTaskTestHost.StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, string>("Ship", new TaskVersion("1"), (context, _) => Task.FromResult("one " + context.Version))
            .AddOrchestratorFunc<int, string>("Ship", new TaskVersion("2"), (context, _) => Task.FromResult("two " + context.Version)));

        var two = await RunAsync(host, "2");
        var three = await RunAsync(host, "3");

        Assert.Equal("two 2", two.ReadOutputAs<string>());
        Assert.Equal("OrchestratorTaskNotFound", three.FailureDetails!.ErrorType);
        Assert.Equal("No orchestrator task named 'Ship' with version '3' was found.", three.FailureDetails.ErrorMessage);
    }

    [Fact]
    public async Task Clients_and_parents_give_what_they_start_their_default_version()
    {
        await using var host = await DurableTaskTestHost.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc("Parent", async context => new[]
                {
                    context.Version,
                    await context.CallSubOrchestratorAsync<string>("Child"),
                    await context.CallSubOrchestratorAsync<string>("Child", new TaskOptions { Version = "3" }),
                    await context.CallSubOrchestratorAsync<string>("Child", new SubOrchestrationOptions { Version = "4" }),
                })
                .AddOrchestratorFunc<string>("Child", context => context.Version),
            new DurableTaskTestHostOptions
            {
                ConfigureServices = services =>
                {
                    services.AddDurableTaskClient(client => client.UseDefaultVersion("1"));
                    services.AddDurableTaskWorker(worker => worker.UseVersioning(new() { DefaultVersion = "2" }));
                },
            });

        var done = await DurableTaskTestHostTests.RunAsync(host.Client, "Parent", input: null);

        Assert.Equal(["1", "2", "3", "4"], done.ReadOutputAs<string[]>()!);
    }

    private static Task<OrchestrationMetadata> RunAsync(DurableTaskTestHost host, string version)
        => DurableTaskTestHostTests.RunAsync(host.Client, "Ship", 0, new StartOrchestrationOptions { Version = version });
}
