using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.Configuration;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Hosting;

/// <summary>
/// What <c>host.json</c> says: the route prefix, the task hub's name and how much runs at once. Keys that the real host knows and this one
/// does not need are accepted in silence; keys that neither knows become warnings.
/// </summary>
internal sealed partial class HostJson
{
    internal const string FileName = "host.json";

    private const string Overrides = "AzureFunctionsJobHost";
    private const int MaxFileBytes = 1024 * 1024;
    private const int MaxConcurrency = 10_000;

    private static readonly HashSet<string> KnownKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        "version", "logging", "extensions", "extensionBundle", "functionTimeout", "healthMonitor", "functions", "watchDirectories",
        "watchFiles", "concurrency", "retry", "aggregator", "singleton", "telemetryMode", "managedDependency", "customHandler", "localHost",
    };

    private static readonly HashSet<string> KnownDurableKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        "hubName", "maxConcurrentActivityFunctions", "maxConcurrentOrchestratorFunctions", "maxConcurrentEntityFunctions",
        "maxEntityOperationBatchSize", "localRpcEndpointEnabled", "extendedSessionsEnabled", "extendedSessionIdleTimeoutInSeconds",
        "maxOrchestrationActions", "overridableExistingInstanceStates", "entityMessageReorderWindowInMinutes", "useGracefulShutdown",
        "rollbackEntityOperationsOnExceptions", "throwStatusExceptionsOnRaiseEvent", "useAppLease", "appLeaseOptions",
        "storeInputsInOrchestrationHistory", "httpSettings", "defaultVersion", "versionMatchStrategy", "versionFailureStrategy",
        "tracing", "notifications", "storageProvider", "grpcConfiguration", "maxGrpcMessageSizeInBytes",
    };

    private static readonly HashSet<string> HonouredDurableKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        "hubName", "maxConcurrentActivityFunctions", "maxConcurrentOrchestratorFunctions", "extendedSessionsEnabled", "defaultVersion",
        "versionMatchStrategy", "versionFailureStrategy", "maxConcurrentEntityFunctions", "maxEntityOperationBatchSize",
        "rollbackEntityOperationsOnExceptions",

        // What they ask for is what this host does anyway.
        "storeInputsInOrchestrationHistory", "throwStatusExceptionsOnRaiseEvent", "localRpcEndpointEnabled",
    };

    private static readonly HashSet<string> KnownHttpKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        "routePrefix", "maxOutstandingRequests", "maxConcurrentRequests", "dynamicThrottlesEnabled", "customHeaders", "hsts",
    };

    private HostJson(string? path, IConfiguration? json, IReadOnlyList<string> warnings, IReadOnlyList<string> notices)
    {
        FilePath = path;
        _json = json;
        Warnings = warnings;
        Notices = notices;
    }

    private readonly IConfiguration? _json;

    /// <summary>The file that was read; null when there is none.</summary>
    public string? FilePath { get; }

    /// <summary>Keys that nobody knows, as sentences.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Settings of the real host's durable extension that have no effect here, as sentences.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>The log levels of the file's section <c>logging.logLevel</c>, as configuration keys.</summary>
    public IEnumerable<KeyValuePair<string, string?>> LogLevels
        => _json?.GetSection("logging:logLevel").GetChildren()
            .Select(level => KeyValuePair.Create($"Logging:LogLevel:{level.Key}", level.Value)) ?? [];

    /// <summary>Reads the file beside the app, else the one in the current folder; without any, defaults hold.</summary>
    /// <exception cref="LocalHostException">The file is not JSON, or a value is not what it should be.</exception>
    public static HostJson Load(params string[] folders)
    {
        var path = folders.Select(folder => Path.Combine(folder, FileName)).FirstOrDefault(File.Exists);
        if (path is null)
        {
            return new HostJson(path: null, json: null, warnings: [], notices: []);
        }

        if (new FileInfo(path).Length > MaxFileBytes)
        {
            throw new LocalHostException($"{path} is larger than 1 MB; a host.json is a page at most.");
        }

        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), options);
            var json = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path), optional: false).Build();
            return new HostJson(
                path,
                json,
                [.. FindWarnings(path, document.RootElement), .. EngineSettings.Warnings(json)],
                [.. FindNotices(path, document.RootElement)]);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or FormatException)
        {
            throw new LocalHostException($"{path} is not valid JSON: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
    }

    /// <summary>The prefix of every function's route. Default <c>api</c>; may be empty.</summary>
    public string RoutePrefix(IConfiguration configuration)
        => (Value(configuration, "extensions:http:routePrefix") ?? "api").Trim('/');

    /// <summary>
    /// The task hub's name; <c>%NAME%</c> is looked up in the configuration. Default <c>TestHubName</c>, as on the real host.
    /// </summary>
    public string HubName(IConfiguration configuration)
    {
        var name = Value(configuration, "extensions:durableTask:hubName") ?? "TestHubName";
        name = Placeholder().Replace(name, match => configuration[match.Groups["name"].Value] ?? match.Value);
        return HubNamePattern().IsMatch(name)
            ? name
            : throw new LocalHostException(
                $"The task hub name '{name}' (host.json, extensions.durableTask.hubName) cannot be used: "
                + "it must be 3 to 45 letters and digits, starting with a letter.");
    }

    /// <summary>What the engine is told beside the settings of the real host.</summary>
    /// <exception cref="LocalHostException">A value is not what it should be.</exception>
    public Func<DurableEngineOptions, DurableEngineOptions> Engine(IConfiguration configuration)
    {
        var overridden = new ConfigurationBuilder();
        if (_json is not null)
        {
            overridden.AddConfiguration(_json);
        }

        overridden.AddConfiguration(configuration.GetSection(Overrides));
        return options => EngineSettings.Apply(overridden.Build(), options);
    }

    /// <summary>How many activities run at once; null means the engine's default.</summary>
    public int? MaxConcurrentActivities(IConfiguration configuration)
        => Number(configuration, "extensions:durableTask:maxConcurrentActivityFunctions");

    /// <summary>How many orchestrators run at once; null means the engine's default.</summary>
    public int? MaxConcurrentOrchestrators(IConfiguration configuration)
        => Number(configuration, "extensions:durableTask:maxConcurrentOrchestratorFunctions");

    /// <summary>
    /// Whether orchestrations are replayed at each turn: when extended sessions are turned off by name. Unset, what waits stays in memory,
    /// unlike on the real host.
    /// </summary>
    public bool ReplayEveryTurn(IConfiguration configuration)
        => Value(configuration, "extensions:durableTask:extendedSessionsEnabled") switch
        {
            null => false,
            var text when bool.TryParse(text, out var enabled) => !enabled,
            var text => throw new LocalHostException(
                $"host.json: extensions.durableTask.extendedSessionsEnabled is '{text}'; it must be true or false."),
        };

    /// <summary>
    /// Which versions of orchestrations run; null means all. <c>defaultVersion</c> is what orchestrations get that are started without one,
    /// and the version of this code.
    /// </summary>
    public DurableTaskWorkerOptions.VersioningOptions? Versioning(IConfiguration configuration)
    {
        var match = Choice(configuration, "versionMatchStrategy", DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder);
        var failure = Choice(configuration, "versionFailureStrategy", DurableTaskWorkerOptions.VersionFailureStrategy.Reject);
        return Value(configuration, "extensions:durableTask:defaultVersion") is { Length: > 0 } version
            ? new DurableTaskWorkerOptions.VersioningOptions
            {
                Version = version,
                DefaultVersion = version,
                MatchStrategy = match,
                FailureStrategy = failure,
            }
            : null;
    }

    private T Choice<T>(IConfiguration configuration, string key, T whenUnset)
        where T : struct, Enum
        => Value(configuration, $"extensions:durableTask:{key}") is not { } text ? whenUnset
            : Enum.TryParse<T>(text, ignoreCase: true, out var choice) && Enum.IsDefined(choice) ? choice
            : throw new LocalHostException(
                $"host.json: extensions.durableTask.{key} is '{text}'; it must be one of {string.Join(", ", Enum.GetNames<T>())}.");

    private static IEnumerable<string> FindNotices(string path, JsonElement root)
    {
        var durable = Child(Child(root, "extensions"), "durableTask");
        return durable.ValueKind != JsonValueKind.Object
            ? []
            : durable.EnumerateObject().Select(property => property.Name)
                .Where(name => KnownDurableKeys.Contains(name) && !HonouredDurableKeys.Contains(name))
                .Select(name => $"{path}: 'extensions.durableTask.{name}' is for the real host and has no effect on this one.");
    }

    private static IEnumerable<string> FindWarnings(string path, JsonElement root)
        => Unknown(root, KnownKeys, string.Empty)
            .Concat(Unknown(Child(Child(root, "extensions"), "durableTask"), KnownDurableKeys, "extensions.durableTask."))
            .Concat(Unknown(Child(Child(root, "extensions"), "http"), KnownHttpKeys, "extensions.http."))
            .Select(key => $"{path}: '{key}' is not a known setting and has no effect.");

    private static IEnumerable<string> Unknown(JsonElement element, HashSet<string> known, string prefix)
        => element.ValueKind != JsonValueKind.Object
            ? []
            : element.EnumerateObject().Where(property => !known.Contains(property.Name)).Select(property => prefix + property.Name);

    private static JsonElement Child(JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject().FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value
            : default;

    // The real host lets AzureFunctionsJobHost__a__b override host.json's a.b.
    private string? Value(IConfiguration configuration, string key)
        => configuration[$"{Overrides}:{key}"] ?? _json?[key];

    private int? Number(IConfiguration configuration, string key)
        => Value(configuration, key) switch
        {
            null => null,
            var text when int.TryParse(text, out var value) && value is > 0 and <= MaxConcurrency => value,
            var text => throw new LocalHostException($"host.json: {key.Replace(':', '.')} is '{text}'; it must be 1 to {MaxConcurrency}."),
        };

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,44}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HubNamePattern();
}
