using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Slipway.Core.Policies.Admission;

namespace Slipway.Functions.Api;

/// <summary>Looks whether the task hub can be read, and whether the host's health checks find that it can work.</summary>
internal sealed partial class HubHealth(HealthCheckService checks, TimeProvider time, ILogger<HubHealth> logger)
{
    /// <summary>For so long the task hub may take to answer.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A client of the task hub, for what has none of its own; unset until there is one.</summary>
    public DurableTaskClient? Client { get; private set; }

    /// <summary>Gives a client for what has none of its own.</summary>
    public void Remember(DurableTaskClient client) => Client = client;

    /// <summary>Reads who runs and who waits, or says why that cannot be read; what is in the way exactly is only for the log.</summary>
    public Task<(AdmissionQueue? Queue, string? Reason)> ReadAsync(DurableTaskClient client, CancellationToken left)
    {
        Remember(client);
        return WithinLimitAsync(async ends => (await QueueView.QueueAsync(client, ends), null), left);
    }

    /// <summary>The same, unless a health check finds that the host cannot work: then what that check says.</summary>
    /// <remarks>The embedded host has one of its task hub's writes; Azure's has none, and what the app adds counts on both.</remarks>
    public Task<(AdmissionQueue? Queue, string? Reason)> LookAsync(DurableTaskClient client, CancellationToken left)
    {
        Remember(client);
        return WithinLimitAsync(
            async ends => await FailureAsync(ends) is { } failure ? (null, failure) : (await QueueView.QueueAsync(client, ends), null),
            left);
    }

    private async Task<string?> FailureAsync(CancellationToken ends)
    {
        var report = await checks.CheckHealthAsync(ends);
        var (name, check) = report.Entries.FirstOrDefault(entry => entry.Value.Status == HealthStatus.Unhealthy);
        return name is null ? null : check.Description ?? $"The health check '{name}' fails; the host's log says why.";
    }

    private async Task<(AdmissionQueue? Queue, string? Reason)> WithinLimitAsync(
        Func<CancellationToken, Task<(AdmissionQueue? Queue, string? Reason)>> lookAsync, CancellationToken left)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(left, limit.Token);
        try
        {
            return await lookAsync(ends.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return (null, $"The task hub has not answered for {Patience.TotalSeconds} seconds.");
        }
#pragma warning disable CA1031 // Whatever keeps the task hub from being read is the answer.
        catch (Exception exception) when (!left.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogUnreadable(exception);
            return (null, "The task hub cannot be read; the host's log says why.");
        }
    }

    [LoggerMessage(LogLevel.Warning, "The task hub cannot be read, and whoever asks is told that the host is not ready.")]
    private partial void LogUnreadable(Exception exception);
}
