using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;

namespace Slipway.Functions.Tests.Orchestrators;

/// <summary>An activity that was called, with its input as the host would have kept it.</summary>
internal sealed record ActivityCall(string Name, string InputJson, TaskOptions? Options, DateTime Time)
{
    public T Input<T>() => JsonDataConverter.Default.Deserialize<T>(InputJson)!;

    public JsonElement Json => JsonElement.Parse(InputJson);
}
