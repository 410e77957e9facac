using System.Text.Json.Serialization;

namespace Slipway.Core.Definitions.Planning;

/// <summary>A step of a plan, in which each begins as soon as it can and takes all its time.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Group">The parallel step it stands in.</param>
/// <param name="DependsOn">What it waits for.</param>
/// <param name="Wave">From 1: it can begin when those of the waves before have ended. A group has the last wave of its steps.</param>
/// <param name="Duration">The median of past runs, or the longest it may take.</param>
/// <param name="Start">When it begins, after the beginning of the run.</param>
/// <param name="Slack">How much later it could begin without making the run longer.</param>
public sealed record PlanStep(
    string Id,
    string Name,
    string? Group,
    IReadOnlyList<string> DependsOn,
    int Wave,
    [property: JsonConverter(typeof(IsoDurationConverter))] TimeSpan Duration,
    [property: JsonConverter(typeof(IsoDurationConverter))] TimeSpan Start,
    [property: JsonConverter(typeof(IsoDurationConverter))] TimeSpan Slack)
{
    /// <summary>Where <see cref="Duration"/> is from.</summary>
    public PlanWeight Weight { get; init; }

    /// <summary>How many runs the median is of; 0 unless it was measured.</summary>
    public int Runs { get; init; }

    /// <summary>Whether the run takes longer whenever this step does.</summary>
    public bool IsCritical => Slack == TimeSpan.Zero;

    /// <summary>What it waits for, without what follows from its place in a group: for drawings.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Whether it only joins the steps inside.</summary>
    public bool IsGroup { get; init; }

    /// <summary>When it ends.</summary>
    [JsonIgnore]
    public TimeSpan End => Start + Duration;
}
