using Microsoft.Extensions.Configuration;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Hosting;
using Slipway.LocalHost.Tests.Hosting;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>
/// Every setting of the real durable extension is known, and said to be without effect where it is; what the others do is in
/// <see cref="HostJsonEffectTests"/>.
/// </summary>
public sealed class HostJsonKeysTests : IDisposable
{
    private static readonly string[] WithoutEffect =
    [
        "entityMessageReorderWindowInMinutes", "useGracefulShutdown", "useAppLease", "appLeaseOptions", "tracing", "notifications",
        "storageProvider",
    ];

    private readonly string _folder = TestHost.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("hubName", "\"Hub1\"")]
    [InlineData("maxConcurrentActivityFunctions", "10")]
    [InlineData("maxConcurrentOrchestratorFunctions", "10")]
    [InlineData("maxConcurrentEntityFunctions", "10")]
    [InlineData("maxEntityOperationBatchSize", "50")]
    [InlineData("localRpcEndpointEnabled", "true")]
    [InlineData("extendedSessionsEnabled", "false")]
    [InlineData("extendedSessionIdleTimeoutInSeconds", "30")]
    [InlineData("maxOrchestrationActions", "100000")]
    [InlineData("overridableExistingInstanceStates", "\"NonRunningStates\"")]
    [InlineData("entityMessageReorderWindowInMinutes", "30")]
    [InlineData("useGracefulShutdown", "false")]
    [InlineData("rollbackEntityOperationsOnExceptions", "true")]
    [InlineData("throwStatusExceptionsOnRaiseEvent", "true")]
    [InlineData("useAppLease", "true")]
    [InlineData("appLeaseOptions", """{"renewInterval":"00:00:25","acquireInterval":"00:05:00","leaseInterval":"00:01:00"}""")]
    [InlineData("storeInputsInOrchestrationHistory", "false")]
    [InlineData("httpSettings", """{"defaultAsyncRequestSleepTimeMilliseconds":30000}""")]
    [InlineData("defaultVersion", "\"1.0\"")]
    [InlineData("versionMatchStrategy", "\"CurrentOrOlder\"")]
    [InlineData("versionFailureStrategy", "\"Reject\"")]
    [InlineData("tracing", """{"traceInputsAndOutputs":false,"traceReplayEvents":false}""")]
    [InlineData("tracing", """{"allowVerboseLinuxTelemetry":false,"distributedTracingEnabled":true,"version":"V2"}""")]
    [InlineData("tracing", """{"distributedTracingProtocol":"HttpCorrelationProtocol"}""")]
    [InlineData("notifications", """{"eventGrid":{"topicEndpoint":"x","keySettingName":"k","publishRetryCount":3}}""")]
    [InlineData("notifications", """{"eventGrid":{"publishRetryInterval":"00:00:30","publishRetryHttpStatus":[400]}}""")]
    [InlineData("storageProvider", """{"connectionName":"x","controlQueueBatchSize":32,"controlQueueBufferThreshold":256}""")]
    [InlineData("storageProvider", """{"workItemQueueVisibilityTimeout":"00:05:00"}""")]
    [InlineData("storageProvider", """{"maxQueuePollingInterval":"00:00:30","trackingStoreNamePrefix":"y"}""")]
    [InlineData("storageProvider", """{"fetchLargeMessagesAutomatically":true,"useTablePartitionManagement":true}""")]
    [InlineData("storageProvider", """{"type":"mssql","taskHubName":"default","taskEventBatchSize":10}""")]
    [InlineData("storageProvider", """{"type":"mssql","createDatabaseIfNotExists":true,"schemaName":"dt"}""")]
    [InlineData("storageProvider", """{"type":"mssql","connectionStringName":"SQLDB_Connection","partitionCount":4}""")]
    public void It_is_no_unknown_setting_and_is_told_when_it_does_nothing(string key, string value)
    {
        var json = Load("{\"version\":\"2.0\",\"extensions\":{\"durableTask\":{\"" + key + "\":" + value + "}}}");

        Assert.Empty(json.Warnings);
        Assert.Equal(
            WithoutEffect.Contains(key) ? [$"'extensions.durableTask.{key}'"] : [],
            json.Notices.Select(notice => notice.Split(' ')[1]));
    }

    [Fact]
    public void A_hub_without_a_name_is_TestHubName_and_placeholders_are_looked_up()
    {
        Assert.Equal("TestHubName", Load("{}").HubName(Settings()));
        Assert.Equal(
            "FromSettings", Load("""{"extensions":{"durableTask":{"hubName":"%HUB%"}}}""").HubName(Settings(("HUB", "FromSettings"))));
    }

    [Fact]
    public void Ten_orchestrators_a_processor_run_at_once_unless_told_otherwise()
    {
        var options = new DurableEngineOptions { DirectoryPath = "-", HubName = "TestHub" };

        Assert.Null(Load("{}").MaxConcurrentOrchestrators(Settings()));
        Assert.Equal(10 * Environment.ProcessorCount, options.MaxConcurrentOrchestrators);
    }

    private static IConfiguration Settings(params (string Key, string? Value)[] values)
        => new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, v.Value))).Build();

    private HostJson Load(string content)
    {
        File.WriteAllText(Path.Combine(_folder, HostJson.FileName), content);
        return HostJson.Load(_folder);
    }
}
