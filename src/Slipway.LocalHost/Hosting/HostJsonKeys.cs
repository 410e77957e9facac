using Microsoft.Extensions.Configuration;

namespace Slipway.LocalHost.Hosting;

/// <summary>Which keys <c>host.json</c> may have, on the real host or this one, and which of them do something here.</summary>
internal static class HostJsonKeys
{
    private const string Durable = "extensions:durableTask";
    private const string Storage = $"{Durable}:storageProvider";
    private const string Functions = "localHost:functions";

    // "signalr" and the like are other packages' sections: none of them is looked into.
    private static readonly HashSet<string> OtherExtensions = Set(
        "blobs", "queues", "tables", "serviceBus", "eventHubs", "eventGrid", "cosmosDB", "kafka", "rabbitMQ", "sendGrid", "sql", "mySql",
        "signalR", "webPubSub", "warmup", "dapr", "redis", "openai", "mcp", "azureStorage");

    private static readonly HashSet<string> HonouredDurable = Set(
        "hubName", "maxConcurrentActivityFunctions", "maxConcurrentOrchestratorFunctions", "maxConcurrentEntityFunctions",
        "maxEntityOperationBatchSize", "rollbackEntityOperationsOnExceptions", "extendedSessionsEnabled",
        "extendedSessionIdleTimeoutInSeconds", "maxOrchestrationActions", "overridableExistingInstanceStates",
        "throwStatusExceptionsOnRaiseEvent", "httpSettings", "defaultVersion", "versionMatchStrategy", "versionFailureStrategy",

        // What they ask for is what this host does anyway.
        "storeInputsInOrchestrationHistory", "localRpcEndpointEnabled");

    private static readonly HashSet<string> OtherDurable = Set(
        "entityMessageReorderWindowInMinutes", "useGracefulShutdown", "useAppLease", "appLeaseOptions", "tracing", "notifications",
        "storageProvider", "grpcConfiguration", "maxGrpcMessageSizeInBytes");

    private static readonly HashSet<string> OtherHttp = Set(
        "maxOutstandingRequests", "maxConcurrentRequests", "dynamicThrottlesEnabled", "customHeaders", "hsts");

    private static readonly HashSet<string> StorageKeys = Set(
        "type", "connectionName", "connectionStringName", "controlQueueBatchSize", "partitionCount", "controlQueueBufferThreshold",
        "controlQueueVisibilityTimeout", "workItemQueueVisibilityTimeout", "maxQueuePollingInterval", "trackingStoreConnectionName",
        "trackingStoreConnectionStringName", "trackingStoreNamePrefix", "fetchLargeMessagesAutomatically", "useLegacyPartitionManagement",
        "useTablePartitionManagement", "allowReplayingTerminalInstances", "queueClientMessageEncoding", "taskHubName",
        "taskEventLockTimeout", "taskEventBatchSize", "createDatabaseIfNotExists", "schemaName");

    private static readonly (string Path, HashSet<string> Keys)[] Known =
    [
        (string.Empty, Set(
            "version", "logging", "extensions", "extensionBundle", "functionTimeout", "healthMonitor", "functions", "watchDirectories",
            "watchFiles", "concurrency", "retry", "aggregator", "singleton", "telemetryMode", "managedDependency", "customHandler",
            "localHost")),
        ("extensions", Set([.. OtherExtensions, "http", "durableTask"])),
        (Durable, Set([.. HonouredDurable, .. OtherDurable])),
        ($"{Durable}:httpSettings", Set("defaultAsyncRequestSleepTimeMilliseconds", "useHttpRequestMessage")),
        ($"{Durable}:appLeaseOptions", Set("renewInterval", "acquireInterval", "leaseInterval")),
        ($"{Durable}:tracing", Set(
            "traceInputsAndOutputs", "traceReplayEvents", "allowVerboseLinuxTelemetry", "distributedTracingEnabled",
            "distributedTracingProtocol", "version")),
        ($"{Durable}:notifications", Set("eventGrid")),
        ($"{Durable}:notifications:eventGrid", Set(
            "topicEndpoint", "keySettingName", "publishRetryCount", "publishRetryInterval", "publishRetryHttpStatus",
            "publishEventTypes")),
        ("extensions:http", Set([.. OtherHttp, "routePrefix"])),
        ("localHost", EngineSettings.Keys),
    ];

    /// <summary>The keys that nobody knows, as their paths with dots.</summary>
    public static IEnumerable<string> Unknown(IConfiguration json) =>
        Known.SelectMany(place => Unknown(json, place.Path, place.Keys))
            .Concat(HasUnlistedKeys(json[$"{Storage}:type"]) ? [] : Unknown(json, Storage, StorageKeys))
            .Concat(json.GetSection(Functions).GetChildren().SelectMany(function =>
                Unknown(json, $"{Functions}:{function.Key}", EngineSettings.FunctionKeys)));

    /// <summary>The keys that the real host knows and that have no effect here, as their paths with dots.</summary>
    public static IEnumerable<string> WithoutEffect(IConfiguration json) =>
        Present(json, Durable, OtherDurable)
            .Concat(Present(json, "extensions:http", OtherHttp))
            .Concat(Present(json, "extensions", OtherExtensions));

    // Netherite's and the Durable Task Scheduler's settings are passed on to their packages, whose keys are theirs to check.
    private static bool HasUnlistedKeys(string? storageType) =>
        storageType is not null && !Set("azureStorage", "mssql").Contains(storageType);

    private static IEnumerable<string> Unknown(IConfiguration json, string path, HashSet<string> known) =>
        Children(json, path).Where(key => !known.Contains(key)).Select(key => Join(path, key));

    private static IEnumerable<string> Present(IConfiguration json, string path, HashSet<string> keys) =>
        Children(json, path).Where(keys.Contains).Select(key => Join(path, key));

    private static IEnumerable<string> Children(IConfiguration json, string path) =>
        (path.Length == 0 ? json : json.GetSection(path)).GetChildren().Select(child => child.Key);

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path.Replace(':', '.')}.{key}";

    private static HashSet<string> Set(params IEnumerable<string> keys) => new(keys, StringComparer.OrdinalIgnoreCase);
}
