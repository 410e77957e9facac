using System.Globalization;
using System.Text.Json;
using Slipway.Core.Definitions.Reading;

namespace Slipway.Core.Definitions.Running;

/// <summary>What a wait waits for: its config. With an event and a time, whichever comes first.</summary>
public sealed record WaitRule
{
    private const int MaxNameLength = 100;

    /// <summary>The name of the event. Unset: none.</summary>
    public string? Event { get; init; }

    /// <summary>For how long, such as <c>30m</c>. Unset: no matter.</summary>
    public string? For { get; init; }

    /// <summary>Until when: a date and time as in ISO 8601. Unset: no matter.</summary>
    public string? Until { get; init; }

    /// <summary>Reads a wait's config.</summary>
    /// <param name="config">Its expressions evaluated.</param>
    /// <param name="error">What is wrong, when something is.</param>
    public static WaitRule? Read(JsonElement config, out string? error)
    {
        try
        {
            var rule = config.Deserialize<WaitRule>(CoreJson.Options) ?? new WaitRule();
            error = rule switch
            {
                { Event: null or "", For: null, Until: null } =>
                    "it waits for nothing, and would never end: give event, for or until.",
                { Event.Length: > MaxNameLength } => $"the event's name has more than {MaxNameLength} characters.",
                { Event: { Length: > 0 } name } when name.Any(c => c is '/' or '\\' || char.IsControl(c)) || name is "." or ".." =>
                    "the event's name has slashes or control characters, or is only dots: nobody could send it.",
                { For: not null, Until: not null } => "it has both for and until: give one of them.",
                { For: { } text } when Durations.Parse(text) is null => $"for must be {Durations.Meaning}, not '{text}'.",
                { Until: { } text } when ReadTime(text) is null => $"until must be a time such as 2030-01-31T12:00:00Z, not '{text}'.",
                _ => null,
            };
            return error is null ? rule : null;
        }
        catch (JsonException exception)
        {
            error = $"{(exception.Path ?? "").TrimStart('$', '.')} has another form in a wait.";
            return null;
        }
    }

    /// <summary>When the time is up; <see langword="null"/> when it waits for an event alone.</summary>
    /// <param name="now">When the wait begins.</param>
    public DateTimeOffset? End(DateTimeOffset now) =>
        For is { } duration ? now + Durations.Parse(duration)!.Value : Until is { } time ? ReadTime(time) : null;

    private static DateTimeOffset? ReadTime(string text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;
}
