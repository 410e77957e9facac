using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Serialization;

namespace Microsoft.DurableTask.Client;

/// <summary>What is known about an orchestration at one moment.</summary>
public sealed class OrchestrationMetadata
{
    /// <summary>Makes metadata of an orchestration.</summary>
    public OrchestrationMetadata(string name, string instanceId)
    {
        Name = name;
        InstanceId = instanceId;
    }

    /// <summary>The orchestrator's name.</summary>
    public string Name { get; }

    /// <summary>The instance id.</summary>
    public string InstanceId { get; }

    /// <summary>Reads the inputs and outputs; null when they were not asked for.</summary>
    [JsonIgnore]
    public DataConverter? DataConverter { get; init; }

    /// <summary>What it is doing.</summary>
    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its state last changed.</summary>
    public DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>Its input as text; null when there is none or it was not asked for.</summary>
    public string? SerializedInput { get; init; }

    /// <summary>Its output as text; null when there is none or it was not asked for.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>Its custom status as text; null when there is none or it was not asked for.</summary>
    public string? SerializedCustomStatus { get; init; }

    /// <summary>Labels kept with the instance.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Why it failed; null when it did not or it was not asked for.</summary>
    public TaskFailureDetails? FailureDetails { get; init; }

    /// <summary>Whether it runs (a suspended or pending one does not).</summary>
    public bool IsRunning => RuntimeStatus == OrchestrationRuntimeStatus.Running;

    /// <summary>Whether it has ended.</summary>
    public bool IsCompleted => RuntimeStatus
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    /// <summary>Its input as a type.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadInputAs<T>() => Converter(nameof(ReadInputAs)).Deserialize<T>(SerializedInput);

    /// <summary>Its output as a type.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadOutputAs<T>() => Converter(nameof(ReadOutputAs)).Deserialize<T>(SerializedOutput);

    /// <summary>Its custom status as a type.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadCustomStatusAs<T>() => Converter(nameof(ReadCustomStatusAs)).Deserialize<T>(SerializedCustomStatus);

    /// <summary>A line for people: name, id, status and times; inputs and outputs are left out.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(256);
        text.Append($"[Name: '{Name}', ID: '{InstanceId}', RuntimeStatus: {RuntimeStatus}, CreatedAt: {CreatedAt:s}, ");
        text.Append($"LastUpdatedAt: {LastUpdatedAt:s}");
        if (FailureDetails is not null)
        {
            text.Append($", FailureDetails: '{FailureDetails}'");
        }

        return text.Append(']').ToString();
    }

    private DataConverter Converter(string member)
        => DataConverter ?? throw new InvalidOperationException(
            $"{member} needs the inputs and outputs: ask for the instance with getInputsAndOutputs (or FetchInputsAndOutputs) "
            + "set to true.");
}
