using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable;
using Microsoft.Extensions.Configuration;
using Slipway.LocalHost.Hosting;
using static Microsoft.DurableTask.Worker.DurableTaskWorkerOptions;

namespace Slipway.LocalHost.Tests.Hosting;

public sealed class HostJsonTests : IDisposable
{
    private readonly string _folder = TestHost.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_a_file_the_real_hosts_defaults_hold()
    {
        var json = HostJson.Load(_folder);

        Assert.Equal("api", json.RoutePrefix(Configuration()));
        Assert.Equal("TestHubName", json.HubName(Configuration()));
        Assert.Null(json.MaxConcurrentActivities(Configuration()));
        Assert.Empty(json.Warnings);
    }

    [Fact]
    public void Its_values_are_read()
    {
        var json = Load("""
            {
              // Comments are allowed.
              "version": "2.0",
              "logging": { "logLevel": { "default": "Warning", "Slipway": "Information" } },
              "extensions": {
                "http": { "routePrefix": "v1" },
                "durableTask": { "hubName": "%HUB%", "maxConcurrentActivityFunctions": 7, "maxConcurrentOrchestratorFunctions": 3 },
              }
            }
            """);

        Assert.Equal("v1", json.RoutePrefix(Configuration()));
        Assert.Equal("FromSettings", json.HubName(Configuration(("HUB", "FromSettings"))));
        Assert.Equal(7, json.MaxConcurrentActivities(Configuration()));
        Assert.Equal(3, json.MaxConcurrentOrchestrators(Configuration()));
        Assert.Contains(new("Logging:LogLevel:Slipway", "Information"), json.LogLevels);
        Assert.Empty(json.Warnings);
    }

    [Fact]
    public void What_it_says_of_entities_is_read()
    {
        var json = Load("""
            {"extensions":{"durableTask":{
                "maxConcurrentEntityFunctions":3,"maxEntityOperationBatchSize":50,"rollbackEntityOperationsOnExceptions":false}}}
            """);
        var wrong = Load("""{"extensions":{"durableTask":{"rollbackEntityOperationsOnExceptions":"maybe"}}}""");

        Assert.Equal(3, json.MaxConcurrentEntities(Configuration()));
        Assert.Equal(50, json.MaxEntityBatchSize(Configuration()));
        Assert.False(json.RollBackFailedEntityOperations(Configuration()));
        Assert.Null(wrong.MaxEntityBatchSize(Configuration()));
        Assert.Contains(
            "true or false", Assert.Throws<LocalHostException>(() => wrong.RollBackFailedEntityOperations(Configuration())).Message);
    }

    [Fact]
    public void The_configuration_overrides_it_as_on_the_real_host()
    {
        var json = Load("""{"extensions":{"durableTask":{"hubName":"FromFile"}}}""");

        Assert.Equal("FromEnv", json.HubName(Configuration(("AzureFunctionsJobHost:extensions:durableTask:hubName", "FromEnv"))));
    }

    [Fact]
    public void Keys_that_nobody_knows_are_warned_of_and_those_of_the_real_host_are_not()
    {
        var json = Load("""
            {"versoin":"2.0","functionTimeout":"00:05:00",
             "extensions":{
               "durableTask":{
                 "hubname":"A1b","hubNam":"x",
                 "storageProvider":{"type":"mssql","partitionsCount":3},"tracing":{"traceInput":true},"httpSettings":{"sleep":1},
                 "notifications":{"eventGrid":{"topic":"x"},"eventHub":{}},"appLeaseOptions":{"renew":"00:00:25"}},
               "http":{"prefix":"y"},"queues":{"batchSize":1},"qeues":{}},
             "localHost":{"functions":{"A":{"concurrency":1}}}}
            """);

        Assert.Equal(
            [
                "'versoin'", "'extensions.qeues'", "'extensions.durableTask.hubNam'", "'extensions.durableTask.httpSettings.sleep'",
                "'extensions.durableTask.appLeaseOptions.renew'", "'extensions.durableTask.tracing.traceInput'",
                "'extensions.durableTask.notifications.eventHub'", "'extensions.durableTask.notifications.eventGrid.topic'",
                "'extensions.http.prefix'", "'extensions.durableTask.storageProvider.partitionsCount'",
                "'localHost.functions.A.concurrency'",
            ],
            json.Warnings.Select(warning => warning.Split(' ')[1]));
    }

    [Fact]
    public void Keys_of_the_environment_that_nobody_knows_are_warned_of()
    {
        var warnings = HostJson.OverrideWarnings(Configuration(
            ("AzureFunctionsJobHost:extensions:durableTask:maxConcurentActivityFunctions", "3"),
            ("AzureFunctionsJobHost:extensions:durableTask:hubName", "A1b"),
            ("AzureFunctionsJobHost:logging:console:isEnabled", "true")));

        Assert.Equal(
            ["AzureFunctionsJobHost: 'extensions.durableTask.maxConcurentActivityFunctions' is not a known setting and has no effect."],
            warnings);
    }

    [Theory]
    [InlineData(null, "TestHubName")]
    [InlineData("my-site", "mysite")]
    [InlineData("2day.app", "t2dayapp")]
    [InlineData("a", "aHub")]
    [InlineData("---", "TestHubName")]
    [InlineData("a23456789b123456789c123456789d123456789e123456789", "a23456789b123456789c123456789d123456789e12345")]
    public void A_hub_without_a_name_has_one_made_of_the_sites(string? site, string hub)
        => Assert.Equal(hub, HostJson.Load(_folder).HubName(Configuration(("WEBSITE_SITE_NAME", site!))));

    [Fact]
    public void The_hosts_own_section_sets_limits_retention_and_time_outs()
    {
        var json = Load("""
            {"functionTimeout":"00:05:00",
             "localHost":{
               "functions":{"RunAgent":{"maxConcurrency":2,"maxConcurrencyPerKey":1,"timeout":"01:00:00","heartbeatTimeout":"00:01:00"}},
               "retention":{"completed":"7.00:00:00","failed":-1},
               "maxHistoryEvents":5000,"maxHistoryMegabytes":2,"compareInputs":false,"overdueActivity":"00:02:00","surprise":1}}
            """);

        var options = json.Engine(new ConfigurationManager())(new DurableEngineOptions { DirectoryPath = "-", HubName = "Hub" });

        var limits = options.Functions["runagent"];
        Assert.Equal((2, 1), (limits.MaxConcurrency, limits.MaxConcurrencyPerKey));
        Assert.Equal((TimeSpan.FromHours(1), TimeSpan.FromMinutes(1)), (limits.Timeout, limits.HeartbeatTimeout));
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(2)), (options.ActivityTimeout, options.OverdueActivity));
        Assert.Equal(TimeSpan.FromDays(7), options.Retention[OrchestrationRuntimeStatus.Completed]);
        Assert.DoesNotContain(OrchestrationRuntimeStatus.Failed, options.Retention.Keys);
        Assert.Equal(TimeSpan.FromDays(30), options.Retention[OrchestrationRuntimeStatus.Terminated]);
        Assert.Equal((5000, 2L * 1024 * 1024, false), (options.MaxHistoryEvents, options.MaxHistoryBytes, options.CompareInputs));
        Assert.Equal(["'localHost.surprise'"], json.Warnings.Select(warning => warning.Split(' ')[1]));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"localHost":{"compareInputs":true,"maxHistoryEvents":5000}}""")]
    public void The_environment_overrides_its_own_section(string text)
    {
        var environment = new ConfigurationManager { ["AzureFunctionsJobHost:localHost:compareInputs"] = "false" };

        var options = Load(text).Engine(environment)(new DurableEngineOptions { DirectoryPath = "-", HubName = "Hub" });

        Assert.Equal((false, text == "{}" ? 200_000 : 5000), (options.CompareInputs, options.MaxHistoryEvents));
    }

    [Theory]
    [InlineData("""{"localHost":{"functions":{"A":{"maxConcurrency":0}}}}""", "functions.A.maxConcurrency is '0'; it must be 1 to")]
    [InlineData("""{"localHost":{"retention":{"running":"1.00:00:00"}}}""", "must be completed, failed or terminated")]
    [InlineData("""{"localHost":{"retention":{"failed":"soon"}}}""", "localHost.retention.failed is 'soon'; it must be a time such as")]
    [InlineData("""{"localHost":{"compareInputs":"no"}}""", "localHost.compareInputs is 'no'; it must be true or false")]
    [InlineData("""{"functionTimeout":"00:00:00"}""", "functionTimeout is '00:00:00'; it must be a time")]
    public void A_wrong_value_of_its_own_section_is_refused_with_what_would_be_right(string text, string message)
    {
        var json = Load(text);

        var error = Assert.Throws<LocalHostException>(
            () => json.Engine(new ConfigurationManager())(new DurableEngineOptions { DirectoryPath = "-", HubName = "Hub" }));

        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Settings_of_the_real_host_that_do_nothing_here_are_told()
    {
        var json = Load("""
            {"extensions":{"durableTask":{"hubName":"A1b","useAppLease":true,"storageProvider":{},"hubNam":"x"},"queues":{}}}
            """);

        Assert.Equal(
            ["'extensions.durableTask.storageProvider'", "'extensions.durableTask.useAppLease'", "'extensions.queues'"],
            json.Notices.Select(notice => notice.Split(' ')[1]));
    }

    [Theory]
    [InlineData("null", false)]
    [InlineData("true", false)]
    [InlineData("false", true)]
    public void Turns_are_replayed_when_extended_sessions_are_turned_off(string value, bool replays)
        => Assert.Equal(
            replays,
            Load("{\"extensions\":{\"durableTask\":{\"extendedSessionsEnabled\":" + value + "}}}").ReplayEveryTurn(Configuration()));

    [Fact]
    public void Versions_are_matched_as_the_real_host_does_unless_told_otherwise()
    {
        var defaults = Load("""{"extensions":{"durableTask":{"defaultVersion":"2"}}}""").Versioning(Configuration())!;
        var strict = Load("""
            {"extensions":{"durableTask":{"defaultVersion":"2","versionMatchStrategy":"strict","versionFailureStrategy":"Fail"}}}
            """).Versioning(Configuration())!;

        Assert.Null(Load("{}").Versioning(Configuration()));
        Assert.Equal(("2", "2"), (defaults.Version, defaults.DefaultVersion));
        Assert.Equal(VersionMatchStrategy.CurrentOrOlder, defaults.MatchStrategy);
        Assert.Equal(VersionFailureStrategy.Reject, defaults.FailureStrategy);
        Assert.Equal(VersionMatchStrategy.Strict, strict.MatchStrategy);
        Assert.Equal(VersionFailureStrategy.Fail, strict.FailureStrategy);
        Assert.Throws<LocalHostException>(
            () => Load("""{"extensions":{"durableTask":{"versionMatchStrategy":"7"}}}""").Versioning(Configuration()));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"a":1,"A":2}""")]
    public void What_is_not_a_json_object_is_refused_with_the_files_name(string content)
    {
        Assert.Contains("host.json", Assert.Throws<LocalHostException>(() => Load(content)).Message);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("1abc")]
    [InlineData("has space")]
    [InlineData("../up")]
    [InlineData("%MISSING%")]
    public void A_hub_name_that_cannot_be_a_folder_or_an_azure_hub_is_refused(string name)
    {
        var json = Load("""{"extensions":{"durableTask":{"hubName":"NAME"}}}""".Replace("NAME", name));

        Assert.Contains(name, Assert.Throws<LocalHostException>(() => json.HubName(Configuration())).Message);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1000000")]
    [InlineData("\"many\"")]
    public void A_concurrency_outside_its_range_is_refused(string value)
    {
        var json = Load("""{"extensions":{"durableTask":{"maxConcurrentActivityFunctions":VALUE}}}""".Replace("VALUE", value));

        Assert.Contains("1 to 10000", Assert.Throws<LocalHostException>(() => json.MaxConcurrentActivities(Configuration())).Message);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] values)
        => new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build();

    private HostJson Load(string content)
    {
        File.WriteAllText(Path.Combine(_folder, "host.json"), content);
        return HostJson.Load(Path.Combine(_folder, "missing"), _folder);
    }
}
