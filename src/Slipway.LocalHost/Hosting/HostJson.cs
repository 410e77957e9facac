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
    private const int MaxPollMilliseconds = 24 * 60 * 60 * 1000;
    private const int MinHubName = 3;
    private const int MaxHubName = 45;

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
            var json = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path), optional: false).Build();
            return new HostJson(path, json, [.. FindWarnings(path, json)], [.. FindNotices(path, json)]);
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException)
        {
            throw new LocalHostException($"{path} is not valid JSON: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
    }

    /// <summary>The prefix of every function's route. Default <c>api</c>; may be empty.</summary>
    public string RoutePrefix(IConfiguration configuration)
        => (Value(configuration, "extensions:http:routePrefix") ?? "api").Trim('/');

    /// <summary>
    /// The task hub's name; <c>%NAME%</c> is looked up in the configuration. By default, as on the real host, made of the site's name
    /// (<c>WEBSITE_SITE_NAME</c>); without one, <c>TestHubName</c>.
    /// </summary>
    public string HubName(IConfiguration configuration)
    {
        var name = Value(configuration, "extensions:durableTask:hubName") ?? DefaultHubName(configuration["WEBSITE_SITE_NAME"]);
        name = Placeholder().Replace(name, match => configuration[match.Groups["name"].Value] ?? match.Value);
        return HubNamePattern().IsMatch(name)
            ? name
            : throw new LocalHostException(
                $"The task hub name '{name}' (host.json, extensions.durableTask.hubName) cannot be used: "
                + "it must be 3 to 45 letters and digits, starting with a letter.");
    }

    /// <summary>What the engine is told, where the type of a setting is the engine's.</summary>
    /// <exception cref="LocalHostException">A value is not what it should be.</exception>
    public Func<DurableEngineOptions, DurableEngineOptions> Engine(IConfiguration configuration)
        => options => EngineSettings.Apply(Overridden(configuration), options);

    /// <summary>The functions that the section <c>localHost</c> sets limits for.</summary>
    public IEnumerable<string> LimitedFunctions(IConfiguration configuration) => EngineSettings.FunctionNames(Overridden(configuration));

    /// <summary>Keys of <c>AzureFunctionsJobHost__…</c> that nobody knows, as sentences.</summary>
    public static IEnumerable<string> OverrideWarnings(IConfiguration configuration)
        => FindWarnings(Overrides, configuration.GetSection(Overrides));

    /// <summary>How long a durable HTTP request sleeps between two looks at a 202 that says nothing of it; null means 30 seconds.</summary>
    public TimeSpan? HttpPollInterval(IConfiguration configuration)
    {
        const string key = "extensions:durableTask:httpSettings:defaultAsyncRequestSleepTimeMilliseconds";
        return Number(configuration, key, MaxPollMilliseconds) is { } ms ? TimeSpan.FromMilliseconds(ms) : null;
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

    private static IEnumerable<string> FindNotices(string source, IConfiguration json)
        => HostJsonKeys.WithoutEffect(json)
            .Select(key => $"{source}: '{key}' is for the real host and has no effect on this one.");

    private static IEnumerable<string> FindWarnings(string source, IConfiguration json)
        => HostJsonKeys.Unknown(json).Select(key => $"{source}: '{key}' is not a known setting and has no effect.");

    // The real host lets AzureFunctionsJobHost__a__b override host.json's a.b.
    private string? Value(IConfiguration configuration, string key)
        => configuration[$"{Overrides}:{key}"] ?? _json?[key];

    private IConfigurationRoot Overridden(IConfiguration configuration)
    {
        var overridden = new ConfigurationBuilder();
        if (_json is not null)
        {
            overridden.AddConfiguration(_json);
        }

        return overridden.AddConfiguration(configuration.GetSection(Overrides)).Build();
    }

    private int? Number(IConfiguration configuration, string key, int most = MaxConcurrency)
        => Value(configuration, key) switch
        {
            null => null,
            var text when int.TryParse(text, out var value) && value > 0 && value <= most => value,
            var text => throw new LocalHostException($"host.json: {key.Replace(':', '.')} is '{text}'; it must be 1 to {most}."),
        };

    // As the real host makes one: letters and digits alone, not beginning with a digit, 3 to 45 of them.
    private static string DefaultHubName(string? siteName)
    {
        var letters = string.Concat((siteName ?? string.Empty).Where(char.IsAsciiLetterOrDigit));
        letters = letters is [>= '0' and <= '9', ..] ? "t" + letters : letters;
        return letters.Length switch
        {
            0 => "TestHubName",
            < MinHubName => letters + "Hub",
            _ => letters[..Math.Min(letters.Length, MaxHubName)],
        };
    }

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,44}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HubNamePattern();
}
