using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Slipway.Core;

namespace Slipway.Functions.Api;

/// <summary>Keeps the answer to a start back until the workflow is over, for as long as the request wants.</summary>
internal sealed class StartWait(WorkflowControl control, TimeProvider time)
{
    /// <summary>The parameter: seconds.</summary>
    public const string Name = "wait";

    /// <summary>Well below the time after which what is between a client and Azure gives an answer up.</summary>
    private const int MaxSeconds = 60;

    /// <summary>Reads how long to wait; zero when the request does not ask for it.</summary>
    public static bool TryRead(HttpRequest request, out TimeSpan wait, [NotNullWhen(false)] out IResult? problem)
    {
        var given = request.Query[Name];
        var seconds = 0;
        problem = given.Count > 0
            && (!int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) || seconds is < 1 or > MaxSeconds)
                ? Problems.Of(
                    StatusCodes.Status400BadRequest, ErrorCodes.InvalidRequest, $"{Name} must be 1 to {MaxSeconds} seconds, not '{given}'.")
                : null;
        wait = TimeSpan.FromSeconds(seconds);
        return problem is null;
    }

    /// <summary>The workflow as it is when it has ended, or the time has passed, or the host stops.</summary>
    public async Task<OrchestrationMetadata> UntilOverAsync(
        DurableTaskClient client, OrchestrationMetadata started, TimeSpan wait, CancellationToken left, CancellationToken hostStops)
    {
        if (wait == TimeSpan.Zero || started.IsCompleted)
        {
            return started;
        }

        using var limit = new CancellationTokenSource(wait, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(left, hostStops, limit.Token);
        try
        {
            return await client.WaitForInstanceCompletionAsync(started.InstanceId, getInputsAndOutputs: true, ends.Token);
        }
        catch (OperationCanceledException) when (!left.IsCancellationRequested)
        {
            return await control.FindAsync(client, started.InstanceId, left) ?? started;
        }
    }
}
