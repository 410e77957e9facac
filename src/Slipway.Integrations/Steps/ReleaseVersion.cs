using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Integrations.Steps;

/// <summary>
/// <c>release.version</c>: the version of a release. <c>next</c> is the one that is asked for when that is a semantic version, else the
/// highest of the tags there are, raised; <c>create</c> and <c>release</c> keep it among the versions of a Jira project.
/// </summary>
internal sealed partial class ReleaseVersion(IReleaseVersions versions, TimeProvider time) : IStepPlugin
{
    private const string Next = "next";
    private const string Create = "create";
    private const string Release = "release";
    private const string FromReleaseType = "from_release_type";
    private const string DefaultPrefix = "v";

    /// <inheritdoc/>
    public string Name => "release.version";

    /// <inheritdoc/>
    public string Description => "Says which version comes next, or makes or releases a version in Jira.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } = ["version", "calculated", "from", "created", "released"];

    /// <inheritdoc/>
    public TimeSpan DefaultTimeout => TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["action", "version"],
          "additionalProperties": false,
          "properties": {
            "action": { "enum": ["next", "create", "release"] },
            "version": { "type": "string", "minLength": 1, "maxLength": 255, "description": "The one asked for; in Jira, its name." },
            "tags": { "type": ["string", "array"], "description": "With next: the tags there are, a line each, or a list of such texts." },
            "bump": {
              "enum": ["major", "minor", "patch", "from_release_type"],
              "description": "With next: what is raised. Default from_release_type."
            },
            "releaseType": { "type": "string", "description": "A hotfix raises patch, major raises major, any other minor." },
            "project": { "type": "string", "minLength": 1, "maxLength": 100, "description": "With create and release: its key in Jira." },
            "description": { "type": "string", "maxLength": 1000, "description": "With create: what the version is, in words." }
          }
        }
        """);

    /// <inheritdoc/>
    public StepConfigProblem? Check(JsonElement config) =>
        StepConfig.Literal(config, "action") is Create or Release && !config.TryGetProperty("project", out _)
            ? new StepConfigProblem("project", "A version is made or released in a project: give its key.")
            : null;

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!StepConfig.TryRead(context, "version", out var version, out var failure))
        {
            return failure;
        }

        var action = context.Text("action");
        if (action == Next)
        {
            return NextOf(context, version);
        }

        if (!StepConfig.TryRead(context, "project", out var project, out failure))
        {
            return failure;
        }

        var shown = $"version {Sanitiser.Line(version, 100)} of {Sanitiser.Line(project, 100)}";
        if (action == Create)
        {
            var created = await versions.CreateAsync(project, version, context.Text("description"), cancellationToken);
            return StepOutcome.Success(created ? $"Made {shown}." : $"There is a {shown} already.", new { version, created });
        }

        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var released = await versions.ReleaseAsync(project, version, today, cancellationToken);
        return StepOutcome.Success(released ? $"Released {shown}." : $"Released {shown} before.", new { version, released });
    }

    private static StepOutcome NextOf(StepContext context, string wanted)
    {
        if (Version().IsMatch(wanted))
        {
            return StepOutcome.Success($"Version {wanted}, as asked for.", new { version = wanted, calculated = false });
        }

        var highest = Tags(context.Config).Select(Parse).OfType<Tag>().MaxBy(tag => (tag.Major, tag.Minor, tag.Patch));
        var last = highest ?? new Tag(DefaultPrefix, 0, 0, 0);
        var bump = context.Text("bump") ?? FromReleaseType;
        var next = (bump == FromReleaseType ? BumpOf(context.Text("releaseType")) : bump) switch
        {
            "major" => last with { Major = last.Major + 1, Minor = 0, Patch = 0 },
            "patch" => last with { Patch = last.Patch + 1 },
            _ => last with { Minor = last.Minor + 1, Patch = 0 },
        };
        return StepOutcome.Success(
            $"Version {next}, after {(highest is null ? "none" : highest)}.",
            new { version = next.ToString(), calculated = true, from = highest?.ToString() });
    }

    private static string BumpOf(string? releaseType) => releaseType switch
    {
        "hotfix" or "patch" => "patch",
        "major" => "major",
        _ => "minor",
    };

    private static IEnumerable<string> Tags(JsonElement config) =>
        !config.TryGetProperty("tags", out var tags) ? []
        : tags.ValueKind == JsonValueKind.Array ? tags.EnumerateArray().SelectMany(Lines)
        : Lines(tags);

    private static string[] Lines(JsonElement text) => text.ValueKind == JsonValueKind.String
        ? text.GetString()!.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        : [];

    /// <summary>A tag that names a version; one of a pre-release, or of anything else, is none.</summary>
    private static Tag? Parse(string text) =>
        Version().Match(text) is { Success: true } match && !match.Groups["pre"].Success
        && int.TryParse(match.Groups["major"].Value, CultureInfo.InvariantCulture, out var major)
        && int.TryParse(match.Groups["minor"].Value, CultureInfo.InvariantCulture, out var minor)
        && int.TryParse(match.Groups["patch"].Value, CultureInfo.InvariantCulture, out var patch)
            ? new Tag(match.Groups["prefix"].Value, major, minor, patch)
            : null;

    [GeneratedRegex(
        @"^(?<prefix>v?)(?<major>[0-9]+)\.(?<minor>[0-9]+)\.(?<patch>[0-9]+)(?<pre>-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Version();

    private sealed record Tag(string Prefix, int Major, int Minor, int Patch)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Major}.{Minor}.{Patch}");
    }
}
