using System.Text.Json.Serialization;

namespace Slipway.Core.Events;

/// <summary>What somebody outside tells a workflow.</summary>
/// <remarks>Each member has its name in JSON here, so that every serialiser a
/// payload passes through writes and reads the same one.</remarks>
[JsonConverter(typeof(JsonStringEnumConverter<SignalKind>))]
public enum SignalKind
{
    /// <summary>Something this version does not know; ignored.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>Stop the clock and start nothing new.</summary>
    [JsonStringEnumMemberName("pause")]
    Pause,

    /// <summary>Go on.</summary>
    [JsonStringEnumMemberName("resume")]
    Resume,

    /// <summary>Stop for good.</summary>
    [JsonStringEnumMemberName("cancel")]
    Cancel,

    /// <summary>Decide about a failure.</summary>
    [JsonStringEnumMemberName("decide")]
    Decide,

    /// <summary>Approve what waits for approval.</summary>
    [JsonStringEnumMemberName("approve")]
    Approve,

    /// <summary>Reject what waits for approval.</summary>
    [JsonStringEnumMemberName("reject")]
    Reject,

    /// <summary>The pull request changed on its platform.</summary>
    [JsonStringEnumMemberName("pull_request")]
    PullRequest,

    /// <summary>A review or a comment on it that decides nothing by itself.</summary>
    [JsonStringEnumMemberName("review")]
    Review,

    /// <summary>A check of the head commit ended.</summary>
    [JsonStringEnumMemberName("check")]
    Check,

    /// <summary>The branch moved on its platform.</summary>
    [JsonStringEnumMemberName("push")]
    Push,

    /// <summary>A place among those that run is free: ask again.</summary>
    [JsonStringEnumMemberName("admitted")]
    Admitted,

    /// <summary>Try a step again, perhaps with another input or agent.</summary>
    [JsonStringEnumMemberName("retry_step")]
    RetryStep,

    /// <summary>Go on without a step, perhaps with an output in place of its own.</summary>
    [JsonStringEnumMemberName("skip_step")]
    SkipStep,

    /// <summary>Run a step now, whatever it waits for.</summary>
    [JsonStringEnumMemberName("run_step")]
    RunStep,

    /// <summary>Go on from a step that is over: it and all that depend on it run again.</summary>
    [JsonStringEnumMemberName("go_back")]
    GoBack,

    /// <summary>Change the input of a step that has not run.</summary>
    [JsonStringEnumMemberName("change_input")]
    ChangeInput,

    /// <summary>Something happened that a step may wait for.</summary>
    [JsonStringEnumMemberName("event")]
    Event,

    /// <summary>A child says how it stands.</summary>
    [JsonStringEnumMemberName("child")]
    Child,
}
