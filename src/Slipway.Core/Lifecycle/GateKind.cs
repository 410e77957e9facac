using System.Globalization;
using Slipway.Core.Security;

namespace Slipway.Core.Lifecycle;

/// <summary>The kinds of gates, and the settings that each takes.</summary>
public static class GateKind
{
    /// <summary>A command whose exit code decides.</summary>
    public const string Command = "command";

    /// <summary>A coverage report (Cobertura or lcov) and the least percentage.</summary>
    public const string Coverage = "coverage";

    /// <summary>Test results (JUnit or TRX): no failure, and at least one test.</summary>
    public const string Tests = "tests";

    /// <summary>A security audit: nothing as severe as the level or worse.</summary>
    public const string Audit = "audit";

    /// <summary>The checks of the platform that the pull request is on.</summary>
    public const string PlatformChecks = "platform-checks";

    /// <summary>A language model's review of the change: no finding as severe as the level or worse.</summary>
    public const string AiReview = "ai-review";

    /// <summary>The severities of an audit or a review, from the least.</summary>
    public static readonly IReadOnlyList<string> Severities = ["low", "moderate", "high", "critical"];

    private const int MaxValueLength = 2_000;

    private static readonly Setting File = new("file", Required: true, FileProblem);
    private static readonly Setting OptionalFile = File with { Required = false };

    private static readonly Dictionary<string, Setting[]> Kinds = new(StringComparer.Ordinal)
    {
        [Command] = [],
        [Coverage] =
        [
            File,
            new("min", Required: true, value => IsPercentage(value) ? null : "must be a percentage from 0 to 100"),
            new("metric", Required: false, OneOf("lines", "branches")),
        ],
        [Tests] = [File],
        [Audit] =
        [
            new("tool", Required: true, OneOf("dotnet", "npm", "sarif")),
            new("level", Required: false, OneOf([.. Severities])),
            OptionalFile,
        ],
        [PlatformChecks] = [new("names", Required: false, _ => null), new("only", Required: false, OneOf("required"))],
        [AiReview] =
        [
            new("level", Required: false, OneOf([.. Severities])), new("criteria", Required: false, _ => null),
            new("exclude", Required: false, ExcludeProblem),
        ],
    };

    /// <summary>The names of all kinds.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Kinds.Keys];

    /// <summary>Whether a command is all that the kind goes by, so that it needs one.</summary>
    public static bool NeedsCommand(string? kind) => kind == Command;

    /// <summary>Says what is wrong with a gate's kind or settings; <see langword="null"/> when nothing is.</summary>
    public static string? Problem(GateSpec gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        if (gate.Kind is null || !Kinds.TryGetValue(gate.Kind, out var known))
        {
            return $"the kind must be one of {string.Join(", ", Names)}, not '{Shorten(gate.Kind ?? "")}'.";
        }

        var settings = gate.Settings ?? new Dictionary<string, string>();
        var stranger = settings.Keys.FirstOrDefault(name => known.All(setting => setting.Name != name));
        if (stranger is not null)
        {
            var names = string.Join(", ", known.Select(setting => setting.Name));
            return known.Length == 0
                ? $"the kind '{gate.Kind}' takes no settings, and '{Shorten(stranger)}' is given."
                : $"'{Shorten(stranger)}' is no setting of '{gate.Kind}'; it takes {names}.";
        }

        var sarif = gate.Kind == Audit && settings.GetValueOrDefault("tool") == "sarif";
        return known
            .Select(setting => Problem(setting with { Required = setting.Required || (sarif && setting.Name == File.Name) }, settings))
            .FirstOrDefault(problem => problem is not null);
    }

    private static string? Problem(Setting setting, IReadOnlyDictionary<string, string> settings)
    {
        if (!settings.TryGetValue(setting.Name, out var value) || string.IsNullOrWhiteSpace(value))
        {
            return setting.Required ? $"the setting '{setting.Name}' is missing." : null;
        }

        return value.Length > MaxValueLength ? $"'{setting.Name}' has more than {MaxValueLength} characters."
            : Redactor.Redact(value) != value ? $"'{setting.Name}' holds what looks like a credential."
            : setting.Problem(value) is { } problem ? $"'{setting.Name}' {problem}, not '{Shorten(value)}'."
            : null;
    }

    private static bool IsPercentage(string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 100;

    private static string? FileProblem(string path) =>
        Path.IsPathRooted(path) || path.Contains('\\', StringComparison.Ordinal) || path.Any(char.IsControl)
        || path.Split('/').Any(part => part is ".." or "")
            ? "must be a path inside the worktree, with '/' between its parts (* and ** stand for any names)"
            : null;

    private static string? ExcludeProblem(string patterns) =>
        patterns.Split(',', StringSplitOptions.TrimEntries).Select(FileProblem).FirstOrDefault(problem => problem is not null);

    private static Func<string, string?> OneOf(params string[] values) =>
        value => values.Contains(value, StringComparer.Ordinal) ? null : $"must be one of {string.Join(", ", values)}";

    private static string Shorten(string value) => Sanitiser.Line(Redactor.Redact(Sanitiser.Text(value)), 60);

    private sealed record Setting(string Name, bool Required, Func<string, string?> Problem);
}
