using System.Text.Json;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Functions.Api;

/// <summary>The body of a request about a step or an event; each part is optional, and what an action has no use for is refused.</summary>
internal sealed record StepCommand
{
    /// <summary>Who asks.</summary>
    public string? Actor { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>With retry, run, go-back and input: members that replace those of the step's config.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>With retry, run, go-back and input: the agent that does it from now on.</summary>
    public AgentSelector? Agent { get; init; }

    /// <summary>With skip: what takes the place of the step's outputs.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>With an event: what it brings.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>A name for this delivery; one with the same name that comes later changes nothing.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>The signal with what the body says.</summary>
    /// <exception cref="InvalidFieldsException">A part has no use, the wrong form, or is too large.</exception>
    public WorkflowSignal Complete(WorkflowSignal signal)
    {
        var changes = signal.Kind is SignalKind.RetryStep or SignalKind.RunStep or SignalKind.GoBack or SignalKind.ChangeInput;
        Useful("input", Input is null || changes);
        Useful("agent", Agent is null || changes);
        Useful("output", Output is null || signal.Kind == SignalKind.SkipStep);
        Useful("data", Data is null || signal.Kind == SignalKind.Event);
        if (signal.Kind == SignalKind.ChangeInput && Input is null && Agent is null)
        {
            throw new InvalidFieldsException("input", "is missing: give the members that replace those of the step's config.");
        }

        if (Agent is { } agent && WorkflowRequestValidator.Problem(agent) is { } problem)
        {
            throw new InvalidFieldsException("agent", problem);
        }

        return signal with
        {
            Actor = string.IsNullOrWhiteSpace(Actor) ? "operator" : Actor,
            Reason = Reason,
            DeliveryId = DeliveryId,
            Agent = Agent,
            Input = Clean("input", Input, isObject: true),
            Output = Clean("output", Output, isObject: true) ?? Clean("data", Data, isObject: false),
        };
    }

    private static void Useful(string field, bool isUseful)
    {
        if (!isUseful)
        {
            throw new InvalidFieldsException(field, "has no use in this request.");
        }
    }

    private static JsonElement? Clean(string field, JsonElement? value, bool isObject)
    {
        if (value is not { } given || given.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (isObject && given.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidFieldsException(field, "must be an object: values by name.");
        }

        try
        {
            return CleanJson.Of(given) ?? throw new InvalidFieldsException(
                field, $"has more than {CleanJson.MaxLength:N0} characters; save large things as artifacts or files.");
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidFieldsException(field, "holds half a surrogate pair, which stands for no character.", exception);
        }
    }
}
