using System.Text.Json;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Core.Events;

/// <summary>The payload of the one external event that workflows wait for.</summary>
/// <remarks>Read from untyped JSON: on the real stack a payload that does not deserialise fails the whole orchestration.</remarks>
public sealed record WorkflowSignal
{
    /// <summary>The external event's name.</summary>
    public const string EventName = "signal";

    private const string UnknownActor = "unknown";
    private const int MaxReasonLength = 2_000;
    private const int MaxDeliveryIdLength = 200;
    private const int MaxShaLength = 64;

    /// <summary>What is told.</summary>
    public SignalKind Kind { get; init; }

    /// <summary>Who tells it.</summary>
    public string Actor { get; init; } = UnknownActor;

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Identifies a delivery, so that one that comes twice changes nothing.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>With <see cref="SignalKind.Decide"/>: what.</summary>
    public Decision Decision { get; init; }

    /// <summary>With <see cref="Decision.GoBack"/>: to which state.</summary>
    public WorkflowState? State { get; init; }

    /// <summary>With <see cref="SignalKind.Decide"/>: a requirement that replaces the old one.</summary>
    public string? Requirement { get; init; }

    /// <summary>With <see cref="SignalKind.Decide"/>: an agent that replaces the old one.</summary>
    public AgentSelector? Agent { get; init; }

    /// <summary>What happened: to the pull request, such as <c>merged</c>; to the branch, such as <c>updated</c>; or a check's conclusion,
    /// such as <c>failure</c>.</summary>
    public string? Action { get; init; }

    /// <summary>With <see cref="SignalKind.Check"/>: the check; with <see cref="SignalKind.Event"/>: the event's name.</summary>
    public string? Name { get; init; }

    /// <summary>The commit that it is about, where the platform says one.</summary>
    public string? HeadSha { get; init; }

    /// <summary>The step it is about; unset with an approval means the only one that is waited for.</summary>
    public string? Step { get; init; }

    /// <summary>With a retry, a run or a change of a step: members that replace those of its <c>config</c>; a JSON object.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>With <see cref="SignalKind.SkipStep"/>: what takes the place of the step's outputs, a JSON object; with
    /// <see cref="SignalKind.Event"/>: what it brings.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>With <see cref="SignalKind.Approve"/>: the form, filled in; a JSON object.</summary>
    public JsonElement? Form { get; init; }

    /// <summary>Reads a payload; whatever is not a signal is one of kind <see cref="SignalKind.Unknown"/>.</summary>
    /// <returns>A signal whose texts are sanitised, redacted and of bounded length.</returns>
    public static WorkflowSignal Read(JsonElement payload)
    {
        try
        {
            return Clean(payload.Deserialize<WorkflowSignal>(CoreJson.Options) ?? new WorkflowSignal());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NotSupportedException)
        {
            return new WorkflowSignal();
        }
    }

    private static WorkflowSignal Clean(WorkflowSignal signal) => signal with
    {
        Actor = Line(signal.Actor, Sanitiser.DefaultLineLength) ?? UnknownActor,
        Reason = Text(signal.Reason, MaxReasonLength),
        DeliveryId = Line(signal.DeliveryId, MaxDeliveryIdLength),
        Requirement = Text(signal.Requirement, WorkflowRequestValidator.MaxRequirementLength),
        Action = Line(signal.Action, Sanitiser.DefaultLineLength),
        Step = Line(signal.Step, Sanitiser.DefaultLineLength),
        Name = Line(signal.Name, Sanitiser.DefaultLineLength),
        Input = Json(signal.Input),
        Output = Json(signal.Output),
        Form = Json(signal.Form),
        HeadSha = Line(signal.HeadSha, MaxShaLength),
    };

    private static JsonElement? Json(JsonElement? value) => value is { } given && given.ValueKind != JsonValueKind.Null
        ? CleanJson.Of(given)
        : null;

    private static string? Line(string? text, int maxLength) => string.IsNullOrWhiteSpace(text)
        ? null
        : Sanitiser.Line(Redactor.Redact(Sanitiser.Text(text)), maxLength);

    private static string? Text(string? text, int maxLength) => string.IsNullOrWhiteSpace(text)
        ? null
        : Sanitiser.Text(Redactor.Redact(Sanitiser.Text(text)), maxLength);
}
