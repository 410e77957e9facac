using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Slipway.LocalHost.Tests.Hosting;

/// <summary>Bindings of orchestrators and activities.</summary>
internal sealed class ParameterApp(TimeProvider time)
{
    internal sealed record Numbers(int One, int Two);

    [Function(nameof(AddUp))]
    public Task<int> AddUp([OrchestrationTrigger] TaskOrchestrationContext context, Numbers numbers)
        => time is null ? Task.FromResult(-1) : context.CallActivityAsync<int>(nameof(Sum), numbers);

    [Function(nameof(CallWrongly))]
    public static Task<int> CallWrongly([OrchestrationTrigger] TaskOrchestrationContext context)
        => context.CallActivityAsync<int>(nameof(Sum), "no numbers");

    [Function(nameof(Sum))]
    public static async ValueTask<int> Sum([ActivityTrigger] Numbers numbers, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return numbers.One + numbers.Two;
    }

    [Function(nameof(Guarded))]
    public static Task<int> Guarded([OrchestrationTrigger] TaskOrchestrationContext context)
        => context.CallActivityAsync<int>(nameof(Refuse), 7);

    [Function(nameof(Refuse))]
    public static int Refuse([ActivityTrigger] int number) => throw new ArgumentOutOfRangeException(nameof(number), number, "No sevens.");

    [Function(nameof(ThrowAtOnce))]
    public static Task ThrowAtOnce([OrchestrationTrigger] TaskOrchestrationContext context)
        => throw new InvalidTimeZoneException(context.InstanceId);
}
