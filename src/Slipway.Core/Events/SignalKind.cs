using System.Text.Json.Serialization;

namespace Slipway.Core.Events;

/// <summary>What somebody outside tells a workflow.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SignalKind>))]
public enum SignalKind
{
    /// <summary>Something this version does not know; ignored.</summary>
    Unknown,

    /// <summary>Stop the clock and start nothing new.</summary>
    Pause,

    /// <summary>Go on.</summary>
    Resume,

    /// <summary>Stop for good.</summary>
    Cancel,

    /// <summary>Decide about a failure.</summary>
    Decide,

    /// <summary>Approve what waits for approval.</summary>
    Approve,

    /// <summary>Reject what waits for approval.</summary>
    Reject,

    /// <summary>The pull request changed on its platform.</summary>
    PullRequest,
}
