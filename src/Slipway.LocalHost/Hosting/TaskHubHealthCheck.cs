using Microsoft.Extensions.Diagnostics.HealthChecks;
using Slipway.LocalHost.Durable.Client;

namespace Slipway.LocalHost.Hosting;

/// <summary>Is unhealthy while the task hub cannot be written; its description says since when, why, and what to look at.</summary>
internal sealed class TaskHubHealthCheck(HostState state) : IHealthCheck
{
    public const string Name = "task hub";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        state.Client is ILocalClient client
        && await client.Operations.Trials.FailureAsync().WaitAsync(cancellationToken).ConfigureAwait(false) is { } failure
            ? HealthCheckResult.Unhealthy(failure)
            : HealthCheckResult.Healthy();
}
