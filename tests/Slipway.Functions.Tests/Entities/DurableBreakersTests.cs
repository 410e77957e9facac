using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Moq;
using Slipway.Core.Policies.CircuitBreaker;
using Slipway.Core.Ports;
using Slipway.Functions.Entities;
using Slipway.Functions.Live;
using Slipway.Integrations.Tests;

namespace Slipway.Functions.Tests.Entities;

public sealed class DurableBreakersTests
{
    private readonly Mock<DurableEntityClient> _entities = new("test");
    private readonly AgentFeeds _feeds = new();
    private readonly SkippingTime _time = new();

    public DurableBreakersTests()
    {
        var client = new Mock<DurableTaskClient>("test");
        client.Setup(each => each.Entities).Returns(_entities.Object);
        _feeds.Over(client.Object);
    }

    [Fact]
    public async Task A_hub_that_cannot_be_asked_keeps_nobody_from_an_agent_and_loses_no_run()
    {
        _entities.Setup(each => each.GetEntityAsync<Circuit>(It.IsAny<EntityInstanceId>(), true, It.IsAny<CancellationToken>()))
            .ThrowsAsync(new IOException("The disk is full."));
        _entities.Setup(each => each.SignalEntityAsync(
                It.IsAny<EntityInstanceId>(), nameof(AgentCircuit.Report), true, It.IsAny<SignalEntityOptions?>(),
                It.IsAny<CancellationToken>()))
            .ThrowsAsync(new IOException("The disk is full.")).Verifiable();

        Assert.Null(await Breakers.OpenUntilAsync("one", "a", CancellationToken.None));
        await Breakers.ReportAsync("one", Some.Outcome(AgentOutcomeKind.Succeeded), CancellationToken.None);

        _entities.Verify();
    }

    [Fact]
    public async Task Of_those_who_ask_when_a_breaker_may_be_tried_one_is_let_try()
    {
        var options = new CircuitBreakerOptions();
        var circuit = Enumerable.Range(0, options.Failures).Aggregate(
            new Circuit(), (current, _) => current.Report(succeeded: false, _time.GetUtcNow(), options));
        _entities.Setup(each => each.GetEntityAsync<Circuit>(It.IsAny<EntityInstanceId>(), true, It.IsAny<CancellationToken>()))
            .ReturnsAsync((EntityInstanceId id, bool _, CancellationToken _) => new EntityMetadata<Circuit>(id, circuit));
        _entities.Setup(each => each.SignalEntityAsync(
                It.IsAny<EntityInstanceId>(), nameof(AgentCircuit.Enter), It.IsAny<object?>(), It.IsAny<SignalEntityOptions?>(),
                It.IsAny<CancellationToken>()))
            .Callback((EntityInstanceId _, string _, object? caller, SignalEntityOptions? _, CancellationToken _) =>
                circuit = circuit.Enter((string)caller!, _time.GetUtcNow(), options).After)
            .Returns(Task.CompletedTask);

        var whileOpen = await Breakers.OpenUntilAsync("one", "a", CancellationToken.None);
        await Task.Delay(options.OpenFor, _time);
        var looks = await Breakers.OpenUntilAsync("one", caller: null, CancellationToken.None);
        var first = await Breakers.OpenUntilAsync("one", "a", CancellationToken.None);
        var second = await Breakers.OpenUntilAsync("one", "b", CancellationToken.None);

        Assert.Equal((circuit.OpenUntil, null, null), (whileOpen, looks, first));
        Assert.NotNull(second);
        Assert.Equal("a", circuit.Trial);
    }

    private DurableBreakers Breakers => new(
        _feeds, Options.Create(new SlipwayOptions()), _time, NullLogger<DurableBreakers>.Instance);
}
