using System.Text.Json;

namespace Slipway.Functions.Tests.Orchestrators;

/// <summary>An activity that runs until the test ends it.</summary>
internal sealed class HeldActivity(FakeDurable durable)
{
    private Action<object?>? _complete;
    private Action<Exception>? _fail;

    public bool IsRunning => _complete is not null;

    public JsonElement Input { get; private set; }

    public void Begin(JsonElement input, Action<object?> complete, Action<Exception> fail) =>
        (Input, _complete, _fail) = (input, complete, fail);

    public void Complete(object? result) => durable.Deliver(() => _complete!(result));

    public void Fail(Exception exception) => durable.Deliver(() => _fail!(exception));
}
