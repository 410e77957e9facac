using System.Text.Json;

namespace Slipway.Core.Definitions.Expressions;

/// <summary>A step as expressions see it.</summary>
/// <param name="Status">One of the constants here; another one is neither success nor failure.</param>
/// <param name="Outputs">What it gave; <see langword="null"/> when nothing, or not yet.</param>
public sealed record StepView(string Status, JsonElement? Outputs)
{
    /// <summary>It has not begun.</summary>
    public const string Pending = "pending";

    /// <summary>It runs or waits.</summary>
    public const string Running = "running";

    /// <summary>It is done.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>There was nothing to do.</summary>
    public const string Idle = "idle";

    /// <summary>Its condition did not hold, or an operator skipped it: what depends on it goes on.</summary>
    public const string Skipped = "skipped";

    /// <summary>It never ran, because something it depends on failed: for <c>failure()</c> it counts as failed.</summary>
    public const string Omitted = "omitted";

    /// <summary>It failed for good.</summary>
    public const string Failed = "failed";

    /// <summary>It was stopped.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Whether what depends on it may go on.</summary>
    public bool IsSuccess => Status is Succeeded or Idle or Skipped;

    /// <summary>Whether it failed, or could not run because another one did.</summary>
    public bool IsFailure => Status is Failed or Omitted;
}
