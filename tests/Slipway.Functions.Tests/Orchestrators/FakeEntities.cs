using System.Reflection;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Entities;
using Moq;
using Slipway.Core.Policies.Admission;
using Slipway.Core.Policies.CircuitBreaker;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Tests.Orchestrators;

/// <summary>The entities that an orchestrator under test asks: their logic is real, their host is not.</summary>
internal sealed class FakeEntities
{
    private static readonly MethodInfo Call = typeof(FakeEntities)
        .GetMethod(nameof(CallEntity), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private readonly Mock<TaskOrchestrationEntityFeature> _feature = new();
    private readonly FakeDurable _durable;

    public FakeEntities(FakeDurable durable)
    {
        _durable = durable;
        _feature
            .Setup(feature => feature.CallEntityAsync<It.IsAnyType>(
                It.IsAny<EntityInstanceId>(), It.IsAny<string>(), It.IsAny<object?>(), It.IsAny<CallEntityOptions?>()))
            .Returns(new InvocationFunc(invocation =>
                Call.MakeGenericMethod(invocation.Method.GetGenericArguments()).Invoke(this, [.. invocation.Arguments.Take(3)])!));
        _feature
            .Setup(feature => feature.SignalEntityAsync(
                It.IsAny<EntityInstanceId>(), It.IsAny<string>(), It.IsAny<object?>(), It.IsAny<SignalEntityOptions?>()))
            .Returns((EntityInstanceId id, string operation, object? input, SignalEntityOptions? _) =>
            {
                Operate(id, operation, input);
                return Task.CompletedTask;
            });
    }

    public TaskOrchestrationEntityFeature Feature => _feature.Object;

    public AdmissionQueue Queue { get; } = new();

    public AdmissionLimits Limits { get; set; } = new();

    public CircuitBreakerOptions Breaker { get; } = new();

    public Dictionary<string, Circuit> Circuits { get; } = new(StringComparer.Ordinal);

    private Task<T> CallEntity<T>(EntityInstanceId id, string operation, object? input)
    {
        var result = new TaskCompletionSource<T>();
        var answer = JsonDataConverter.Default.Serialize(Operate(id, operation, input));
        _durable.CompleteLater(() => result.SetResult(JsonDataConverter.Default.Deserialize<T>(answer)!));
        return result.Task;
    }

    private object? Operate(EntityInstanceId id, string operation, object? input)
    {
        switch (operation)
        {
            case nameof(Admission.Request) when id == Admission.Id:
                return Queue.Request((AdmissionRequest)input!, Limits);
            case nameof(Admission.Release) when id == Admission.Id:
                return Queue.Release((string)input!, Limits);
            case nameof(AgentCircuit.Enter):
                var (answer, after) = Circuits.GetValueOrDefault(id.Key, new()).Enter((string)input!, _durable.Time, Breaker);
                Circuits[id.Key] = after;
                return answer;
            case nameof(AgentCircuit.Report):
                Circuits[id.Key] = Circuits.GetValueOrDefault(id.Key, new()).Report((bool)input!, _durable.Time, Breaker);
                return null;
            default:
                throw new InvalidOperationException($"There is no operation {operation} of {id}.");
        }
    }
}
