using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Core.Definitions.Expressions;
using Slipway.Core.Definitions.Reading;

namespace Slipway.Core.Definitions.Running;

/// <summary>Who may approve a step, and what happens while nobody does: the config of an approval.</summary>
public sealed record ApprovalRule
{
    private const int MaxNames = 100;
    private const char GroupSign = '@';

    /// <summary>The members of the config that say who decides.</summary>
    private static readonly string[] WhoDecides = ["approvers", "groups", "required", "allowSelf", "escalateAfter", "escalateTo"];

    /// <summary>What is to be approved, for people. Unset: the step's name.</summary>
    public string? Message { get; init; }

    /// <summary>Who may decide: names, and groups as <c>@name</c>. Default: everybody.</summary>
    public IReadOnlyList<string> Approvers { get; init; } = [];

    /// <summary>The members of the groups, by the group's name. Default none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Groups { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>How many have to approve, 1 to 100. Default 1. One rejection is enough.</summary>
    public int Required { get; init; } = 1;

    /// <summary>Whether who started the workflow may approve it, too. Default no.</summary>
    public bool AllowSelf { get; init; }

    /// <summary>What an approval has to fill in, by name. Default nothing.</summary>
    public IReadOnlyDictionary<string, InputDefinition> Form { get; init; } =
        new Dictionary<string, InputDefinition>(StringComparer.Ordinal);

    /// <summary>How often people are reminded, such as <c>1d</c>; at least a minute. Unset: never.</summary>
    public string? Reminder { get; init; }

    /// <summary>After how long those of <see cref="EscalateTo"/> may decide, too, such as <c>2d</c>. Unset: never.</summary>
    public string? EscalateAfter { get; init; }

    /// <summary>Who may decide besides, then: as <see cref="Approvers"/>. Default: everybody.</summary>
    public IReadOnlyList<string> EscalateTo { get; init; } = [];

    /// <summary>Whether a rejection is an answer, so that the steps after this one go on and can ask for <c>outputs.approved</c>, rather
    /// than a failure. Default no.</summary>
    public bool RejectionIsAnswer { get; init; }

    /// <summary><see cref="Reminder"/>, read.</summary>
    [JsonIgnore]
    public TimeSpan? ReminderTime => Reminder is { } text ? Durations.Parse(text) : null;

    /// <summary><see cref="EscalateAfter"/>, read.</summary>
    [JsonIgnore]
    public TimeSpan? EscalationTime => EscalateAfter is { } text ? Durations.Parse(text) : null;

    /// <summary>Reads an approval's config.</summary>
    /// <param name="config">Its expressions evaluated.</param>
    /// <param name="error">What is wrong, when something is.</param>
    public static ApprovalRule? Read(JsonElement config, out string? error)
    {
        try
        {
            var rule = config.Deserialize<ApprovalRule>(CoreJson.Options) ?? new ApprovalRule();
            error = rule.Wrong();
            return error is null ? rule : null;
        }
        catch (JsonException exception)
        {
            error = $"{(exception.Path ?? "").TrimStart('$', '.')} has another form in an approval.";
            return null;
        }
    }

    /// <summary>Who may decide, and how many have to, before the approval is asked for.</summary>
    /// <param name="config">The approval's config, as the definition has it.</param>
    /// <param name="scope">What is known by now.</param>
    /// <param name="unknown">Of the names in expressions, those whose values are not known yet.</param>
    /// <returns><see langword="null"/> when that depends on what is not known yet, or cannot be read.</returns>
    public static ApprovalRule? Ahead(JsonElement? config, ExpressionScope scope, params IReadOnlyList<string> unknown)
    {
        if (config is not { ValueKind: JsonValueKind.Object } given)
        {
            return config is null ? new ApprovalRule() : null;
        }

        var part = JsonSerializer.SerializeToElement(
            given.EnumerateObject().Where(member => WhoDecides.Contains(member.Name, StringComparer.Ordinal))
                .ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal));
        var text = part.GetRawText();
        try
        {
            return unknown.Any(name => text.Contains(name, StringComparison.Ordinal))
                ? null
                : Read(ConfigTemplate.Evaluate(part, scope), out _);
        }
        catch (ExpressionException)
        {
            return null;
        }
    }

    /// <summary>Whether somebody may decide.</summary>
    public bool Allows(string actor, bool escalated) =>
        IsAmong(actor, Approvers) || (escalated && IsAmong(actor, EscalateTo));

    private bool IsAmong(string actor, IReadOnlyList<string> names) => names.Count == 0
        || names.Any(name => name.StartsWith(GroupSign)
            ? Groups.TryGetValue(name[1..], out var members) && members.Contains(actor, StringComparer.OrdinalIgnoreCase)
            : name.Equals(actor, StringComparison.OrdinalIgnoreCase));

    private string? Wrong()
    {
        var unknown = Approvers.Concat(EscalateTo).FirstOrDefault(name => name.StartsWith(GroupSign) && !Groups.ContainsKey(name[1..]));
        return this switch
        {
            { Required: < 1 or > MaxNames } => $"required must be 1 to {MaxNames}, not {Required}.",
            _ when Approvers.Count + EscalateTo.Count > MaxNames => $"it names more than {MaxNames} people.",
            _ when unknown is not null => $"'{unknown}' is no group; groups has: {string.Join(", ", Groups.Keys)}.",
            { Reminder: not null } when ReminderTime is not { TotalMinutes: >= 1 } =>
                $"reminder must be {Durations.Meaning}, of a minute or more, not '{Reminder}'.",
            { EscalateAfter: not null } when EscalationTime is null => $"escalateAfter must be {Durations.Meaning}, not '{EscalateAfter}'.",
            _ when Reachable() < Required => $"required is {Required}, and only {Reachable()} may approve.",
            _ => null,
        };
    }

    /// <summary>Why this approval could never be given; <see langword="null"/> when it can.</summary>
    /// <param name="startedBy">Who started the workflow.</param>
    public string? WhyNever(string? startedBy)
    {
        var able = Reachable(AllowSelf ? null : startedBy);
        return able >= Required
            ? null
            : $"required is {Required}, and besides {startedBy}, who started the workflow, only {able} may approve. "
                + "Name others in approvers, or set allowSelf.";
    }

    private int Reachable(string? except = null) => Approvers.Count == 0 || (EscalateAfter is not null && EscalateTo.Count == 0)
        ? int.MaxValue
        : Approvers.Concat(EscalateAfter is null ? [] : EscalateTo)
            .SelectMany(name => name.StartsWith(GroupSign) ? Groups[name[1..]] : [name])
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Count(name => !name.Equals(except, StringComparison.OrdinalIgnoreCase));
}
