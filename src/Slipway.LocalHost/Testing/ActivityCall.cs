using Microsoft.DurableTask;

namespace Slipway.LocalHost.Testing;

/// <summary>A run of an activity as its stub sees it.</summary>
public sealed class ActivityCall
{
    private readonly DataConverter _converter;

    internal ActivityCall(string name, string instanceId, string? input, int run, DataConverter converter, CancellationToken cancellation)
    {
        _converter = converter;
        Name = name;
        InstanceId = instanceId;
        SerializedInput = input;
        Run = run;
        CancellationToken = cancellation;
    }

    /// <summary>The activity's name as the orchestrator wrote it.</summary>
    public string Name { get; }

    /// <summary>The orchestration that called it.</summary>
    public string InstanceId { get; }

    /// <summary>The input as JSON; null when there is none.</summary>
    public string? SerializedInput { get; }

    /// <summary>Which run of an activity of this name it is in this fixture, from 1; a retry is another run.</summary>
    public int Run { get; }

    /// <summary>Cancelled when the host stops, and when the orchestration is terminated.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The input; null when there is none.</summary>
    /// <exception cref="System.Text.Json.JsonException">The input is of another type.</exception>
    public T? Input<T>() => _converter.Deserialize<T>(SerializedInput);
}
