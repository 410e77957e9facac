using System.Text.Json;

namespace Slipway.LocalHost.Http;

/// <summary>The body of a request to fork an instance.</summary>
internal sealed record ForkRequest(int? AfterEvent, int? AfterTask, string? NewInstanceId, JsonElement? NewInput)
{
    public ForkOptions ToOptions() => new()
    {
        AfterEvent = AfterEvent,
        AfterTask = AfterTask,
        NewInstanceId = NewInstanceId,
        NewInput = NewInput?.GetRawText(),
    };
}
