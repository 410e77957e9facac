using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Slipway.Core.Ports;
using Slipway.Functions.Access;
using Slipway.Functions.Activities;
using Slipway.Functions.Api;
using Slipway.Functions.Downstream;
using Slipway.Functions.Entities;
using Slipway.Functions.Live;
using Slipway.Functions.Steps;
using Slipway.Functions.Telemetry;
using Slipway.Functions.Watching;
using Slipway.Functions.Webhooks;
using Slipway.Integrations;
using Slipway.Integrations.Queues;
using Slipway.Integrations.Telemetry;

namespace Slipway.Functions;

/// <summary>The function app, ready to run on either host.</summary>
public static class SlipwayApplication
{
    private const string HomeVariable = "SLIPWAY_HOME";
    private const string HostMeter = "Slipway.LocalHost";
    private const string MaxWorkflowsVariable = "MAX_CONCURRENT_WORKFLOWS";

    /// <summary>Makes the application's builder: its services, and the folder its data is in.</summary>
    /// <param name="args">Configuration as command-line arguments, such as <c>--urls</c> or <c>--Slipway:DataDirectory</c>.</param>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.AddSlipwayAccess();
        UseHome(builder.Configuration);
        ForeignVariables.TakeLogLevel(builder.Configuration);

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<DurableUsage>();
        builder.Services.AddSingleton<IUsageLedger>(provider => provider.GetRequiredService<DurableUsage>());
        builder.Services.AddSingleton<IAgentBreakers, DurableBreakers>();
        builder.Services.AddSlipwayIntegrations(builder.Configuration);
        AddSettings(builder);
        AddEventQueue(builder.Services);
        builder.Services.AddServerlessHub<Workflows>();
        builder.Services.AddSingleton<Workflows>();
        builder.Services.AddSingleton<AgentFeeds>();
        AddWatching(builder.Services);
        AddExport(builder);
        builder.Services.AddSingleton<RunningWork>();
        builder.Services.AddSingleton<RemotePullRequests>();
        builder.Services.AddSingleton<AgentSteps>();
        builder.Services.AddSingleton<WorkflowControl>();
        builder.Services.AddSingleton<StartWait>();
        builder.Services.AddSingleton<WorkflowStarter>();
        builder.Services.AddSingleton<DefinitionStarts>();
        builder.Services.AddSingleton<LifecycleStarts>();
        builder.Services.AddSingleton<Watchdog>();
        builder.Services.AddSingleton<WatchdogWaker>();
        builder.Services.AddSlipwaySteps();
        builder.Services.AddSlipwayWebhooks();
        builder.Services.AddHostedService<OrphanCleanup>();
        return builder;
    }

    /// <summary>The plugins that steps of workflow definitions can use, for those who check definitions without a host.</summary>
    public static IReadOnlyCollection<IStepPlugin> Plugins()
    {
        using var services = CreateBuilder([]).Services.BuildServiceProvider();
        return services.GetRequiredService<StepPlugins>().All;
    }

    private static void AddSettings(FunctionsApplicationBuilder builder) =>
        builder.Services.AddOptions<SlipwayOptions>()
            .Bind(builder.Configuration.GetSection(SlipwayOptions.Section))
            .Validate(
                options => options.MaxStateTimeoutMinutes > 0,
                $"{SlipwayOptions.Section}:{nameof(SlipwayOptions.MaxStateTimeoutMinutes)} must be more than 0 minutes.")
            .Validate(
                options => options.PullRequestPollMinutes is >= 0.1 and <= 1440,
                $"{SlipwayOptions.Section}:{nameof(SlipwayOptions.PullRequestPollMinutes)} must be 0.1 to 1440 minutes.")
            .Configure(options => options.MaxConcurrentWorkflows =
                builder.Configuration.GetValue<int?>(MaxWorkflowsVariable) ?? options.MaxConcurrentWorkflows)
            .Validate(
                options => options.MaxConcurrentWorkflows >= 1,
                $"{SlipwayOptions.Section}:{nameof(SlipwayOptions.MaxConcurrentWorkflows)} must be at least 1 workflow.")
            .Validate(
                options => Math.Min(
                    options.MaxConcurrentPerRepository,
                    Math.Min(options.MaxConcurrentPerAgent, options.MaxConcurrentPerDefinition)) >= 0
                    && options.AgentLimits.Values.All(limit => limit >= 0),
                $"{SlipwayOptions.Section}:MaxConcurrentPerRepository, PerAgent, PerDefinition and AgentLimits must be 0 (none) or more.")
            .Validate(
                options => options.CircuitBreaker is { Failures: >= 1 and <= 1_000 } breaker && breaker.OpenFor > TimeSpan.Zero
                    && breaker.MaxOpenFor >= breaker.OpenFor && breaker.TrialLimit > TimeSpan.Zero,
                $"{SlipwayOptions.Section}:{nameof(SlipwayOptions.CircuitBreaker)} needs Failures of 1 to 1,000, and times of more than 0 "
                    + "with MaxOpenFor at least OpenFor.")
            .Validate(
                options => options.WatchdogMinutes is >= 0 and <= 1_440,
                $"{SlipwayOptions.Section}:{nameof(SlipwayOptions.WatchdogMinutes)} must be 0 (it does not look) to 1440.")
            .Validate(
                options => options.WebhookAnswerSeconds is >= 0.5 and <= 9,
                $"{SlipwayOptions.Section}:{nameof(SlipwayOptions.WebhookAnswerSeconds)} must be 0.5 to 9 seconds.")
            .Validate(
                options => options.MaxEventStreams is >= 1 and <= 10_000,
                $"{SlipwayOptions.Section}:{nameof(SlipwayOptions.MaxEventStreams)} must be 1 to 10,000 streams.")
            .ValidateOnStart();

    private static void AddWatching(IServiceCollection services)
    {
        services.AddSingleton<EventStreams>();
        services.AddSingleton<WorkflowMeter>();
        services.AddHealthChecks();
        services.AddSingleton<EventMetrics>().AddSingleton<HubHealth>();
        services.AddHostedService<ForeignVariables>();
    }

    private static void AddExport(FunctionsApplicationBuilder builder)
    {
        if (TelemetryExport.AddTo(builder, WorkflowMeter.Name, HostMeter).Metrics)
        {
            builder.Services.AddHostedService<QueueGauges>();
        }
    }

    private static void AddEventQueue(IServiceCollection services)
    {
        services.AddOptions<EventQueueOptions>().BindConfiguration(EventQueueOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EventQueueOptions>, EventQueueOptionsValidator>();
        services.AddSingleton<CloudEvents>();
        services.TryAddSingleton<IEventQueue, StorageEventQueue>();
    }

    /// <summary>Keeps what the application and the embedded host write in one folder,
    /// the one that SLIPWAY_HOME names if it is set.</summary>
    private static void UseHome(ConfigurationManager configuration)
    {
        foreach (var key in new[] { "LocalHost:DataDirectory", "Slipway:DataDirectory" })
        {
            if (Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } home && string.IsNullOrEmpty(configuration[key]))
            {
                configuration[key] = Path.GetFullPath(home);
            }
        }
    }
}
