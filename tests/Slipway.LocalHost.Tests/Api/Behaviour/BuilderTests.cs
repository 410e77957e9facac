using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ClientServices = Microsoft.DurableTask.Client.ServiceCollectionExtensions;
using WorkerServices = Microsoft.DurableTask.Worker.ServiceCollectionExtensions;

namespace Slipway.LocalHost.Tests.Api.Behaviour;

public sealed class BuilderTests
{
    private readonly ServiceCollection _services = new();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("mine")]
    public void A_name_has_one_builder(string? name)
    {
        Assert.Same(WorkerServices.AddDurableTaskWorker(_services, name), WorkerServices.AddDurableTaskWorker(_services, name));
        Assert.Same(ClientServices.AddDurableTaskClient(_services, name), ClientServices.AddDurableTaskClient(_services, name));
        Assert.NotSame(_services.AddDurableTaskWorker(name), _services.AddDurableTaskWorker("other"));
    }

    [Fact]
    public void A_worker_is_a_hosted_service_once()
    {
        _services.AddDurableTaskWorker(worker => worker.UseTaskHub());
        _services.AddDurableTaskWorker(worker => worker.AddTasks(tasks => tasks.AddActivityFunc("a", _ => { })));

        Assert.Single(_services, service => service.ServiceType == typeof(IHostedService));
    }

    [Fact]
    public void The_client_without_a_name_is_a_service_and_the_others_are_found_by_theirs()
    {
        _services.AddDurableTaskClient(client => client.UseTaskHub());
        _services.AddDurableTaskClient("second", client => client.UseTaskHub());
        var provider = _services.BuildServiceProvider();
        var clients = provider.GetRequiredService<IDurableTaskClientProvider>();

        Assert.Same(provider.GetRequiredService<DurableTaskClient>(), clients.GetClient());
        Assert.Equal("second", clients.GetClient("second").Name);
        var exception = Assert.Throws<ArgumentOutOfRangeException>("name", () => clients.GetClient("Second"));
        Assert.Contains("[\"\", \"second\"]", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_build_target_must_fit_and_must_be_there()
    {
        var client = new DefaultDurableTaskClientBuilder("c", _services);
        var worker = new DefaultDurableTaskWorkerBuilder("w", _services);
        var provider = _services.BuildServiceProvider();

        Assert.Throws<ArgumentException>("value", () => client.UseBuildTarget(typeof(string)));
        Assert.Throws<ArgumentException>("value", () => worker.UseBuildTarget(typeof(BackgroundService)));
        Assert.Throws<InvalidOperationException>(() => client.Build(provider));
        Assert.Throws<InvalidOperationException>(() => worker.Build(provider));
    }

    [Fact]
    public void A_data_converter_among_the_services_is_used_unless_the_app_chose_another()
    {
        var shared = new JsonDataConverter();
        _services.AddSingleton<DataConverter>(shared);
        _services.AddDurableTaskWorker(_ => { });
        _services.AddDurableTaskWorker("own", worker => worker.Configure(options => options.DataConverter = JsonDataConverter.Default));
        _services.AddDurableTaskClient(_ => { });
        var provider = _services.BuildServiceProvider();
        var workers = provider.GetRequiredService<IOptionsMonitor<DurableTaskWorkerOptions>>();

        Assert.Same(shared, workers.Get(Options.DefaultName).DataConverter);
        Assert.Same(JsonDataConverter.Default, workers.Get("own").DataConverter);
        Assert.Same(shared, provider.GetRequiredService<IOptions<DurableTaskClientOptions>>().Value.DataConverter);
    }

    [Fact]
    public void Work_item_filters_name_what_the_registry_has()
    {
        _services.AddDurableTaskWorker(worker => worker
            .AddTasks(tasks => tasks
                .AddOrchestratorFunc<int, int>("Ship", new TaskVersion("2"), (_, input) => Task.FromResult(input))
                .AddOrchestratorFunc<int, int>("Ship", new TaskVersion("1"), (_, input) => Task.FromResult(input))
                .AddActivityFunc("Pack", _ => { }))
            .UseWorkItemFilters());

        var filters = _services.BuildServiceProvider().GetRequiredService<IOptions<DurableTaskWorkerWorkItemFilters>>().Value;

        var ship = Assert.Single(filters.Orchestrations);
        Assert.Equal("Ship", ship.Name);
        Assert.Equal(["1", "2"], ship.Versions);
        Assert.Empty(Assert.Single(filters.Activities).Versions);
    }

    [Fact]
    public void Work_item_filters_for_what_the_worker_does_not_have_are_refused()
    {
        _services.AddDurableTaskWorker(worker => worker
            .AddTasks(tasks => tasks.AddActivityFunc("Pack", _ => { }))
            .UseWorkItemFilters(new DurableTaskWorkerWorkItemFilters
            {
                Activities = [new("pack", versions: null), new("Ghost", versions: null)],
            }));
        var options = _services.BuildServiceProvider().GetRequiredService<IOptions<DurableTaskWorkerWorkItemFilters>>();

        var exception = Assert.Throws<OptionsValidationException>(() => options.Value);

        Assert.Contains("worker '<default>'", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("Activities: [Ghost]", exception.Message, StringComparison.Ordinal);
    }
}
