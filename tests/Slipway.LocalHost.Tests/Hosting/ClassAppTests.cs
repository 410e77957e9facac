using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Hosting;
using Slipway.LocalHost.Tests.Api.Behaviour;
using Slipway.LocalHost.Tests.Http;
using static Slipway.LocalHost.Tests.Testing.DurableTaskTestHostTests;

namespace Slipway.LocalHost.Tests.Hosting;

public sealed class ClassAppTests
{
    private static readonly Type[] Types = [typeof(ClassApp), .. typeof(ClassApp).GetNestedTypes(System.Reflection.BindingFlags.NonPublic)];

    [Fact]
    public async Task Classes_and_functions_call_each_other_and_a_function_hides_a_class_of_its_name()
    {
        await using var host = await TestHost.StartAsync(Types);
        var client = DurableAppTests.Client(host);

        Assert.Equal("3", (await RunAsync(client, "Describe", input: null)).ReadOutputAs<string>());
        Assert.Equal("function", (await RunAsync(client, "hidden", input: null)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_app_adds_tasks_by_its_services_too()
    {
        await using var host = await TestHost.StartAsync(folder: null, Types, builder => builder.Web.Services
            .Configure<DurableTaskRegistry>(tasks => tasks.AddOrchestratorFunc<string>("Own", context => "own " + context.InstanceId)));

        var done = await RunAsync(DurableAppTests.Client(host), "Own", input: null, new StartOrchestrationOptions("o1"));

        Assert.Equal("own o1", done.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Two_classes_of_one_name_are_refused_by_name()
    {
        var exception = await Assert.ThrowsAsync<LocalHostException>(() => TestHost.StartAsync(typeof(ClassApp.Adder), typeof(Twin)));

        Assert.Contains("Twin", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'Add'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_orchestration_calls_over_HTTP_and_an_error_is_an_answer()
    {
        await using var host = await TestHost.StartAsync([.. Types, typeof(RequestDataApp)]);
        var client = DurableAppTests.Client(host);

        var found = await RunAsync(client, "Visit", $"{host.Url}/api/echo/ada?q=1");
        var missing = await RunAsync(client, "Visit", $"{host.Url}/api/none");

        Assert.Equal("""201 ada {"Sum":3,"Query":"1","Method":"POST"}""", found.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Failed, missing.RuntimeStatus);
        Assert.Contains("X-Name", missing.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_default_version_of_host_json_is_what_the_app_starts()
    {
        const string Durable = "AzureFunctionsJobHost:extensions:durableTask:";
        await using var host = await TestHost.StartAsync(
            folder: null, Types, configure: null, $"--{Durable}defaultVersion", "1.5", $"--{Durable}versionFailureStrategy", "Fail");
        var client = DurableAppTests.Client(host);

        var done = await RunAsync(client, "Describe", input: null);
        var newer = await RunAsync(client, "Describe", input: null, new StartOrchestrationOptions { Version = "1.6" });

        Assert.Equal("3 1.5", done.ReadOutputAs<string>());
        Assert.Equal("VersionMismatch", newer.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task Entity_functions_and_entity_classes_are_offered_to_the_engine()
    {
        IDurableTaskCatalog? catalog = null;
        var folder = TestHost.NewFolder();
        try
        {
            string[] args = ["--urls", "http://127.0.0.1:0", "--LocalHost:DataDirectory", folder];
            var builder = new FunctionsAppBuilder(args, () => Types, (settings, tasks, converter, services, cancellationToken) =>
            {
                catalog = tasks;
                return EngineTaskHub.OpenAsync(settings, tasks, converter, services, cancellationToken);
            });
            await using var host = builder.Build();
            await host.StartAsync();
            var entities = (IEntityCatalog)catalog!;
            var addition = new SomeOperation("add", state: 1, input: 2);

            Assert.True(entities.TryGetEntity("counter", out var counter));
            Assert.True(entities.TryGetEntity("light", out _));
            Assert.True(entities.TryGetEntity("lazy", out var lazy));
            Assert.False(entities.TryGetEntity("none", out _));
            Assert.Equal(3, await counter(addition, CancellationToken.None));
            Assert.Equal(3, addition.Kept.Value);
            await Assert.ThrowsAsync<InvalidOperationException>(() => lazy(new SomeOperation("any"), CancellationToken.None));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [DurableTask("Add")]
    internal sealed class Twin : TaskActivity<int, int>
    {
        public override Task<int> RunAsync(TaskActivityContext context, int input) => Task.FromResult(input);
    }
}
