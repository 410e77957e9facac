using System.Text;
using System.Text.Json;
using Slipway.Core.Events;
using Slipway.Integrations.Queues;

namespace Slipway.Integrations.Tests.Queues;

public sealed class CloudEventsTests : IDisposable
{
    private const string Workflow = "wf-0123456789abcdef0123";

    private readonly TestHome _home = new();

    [Fact]
    public async Task An_event_is_a_CloudEvent_with_its_number()
    {
        var written = await WriteAsync(Event(new { message = "Working." }), 64 * 1024);

        Assert.Equal(
            ["specversion", "id", "source", "type", "subject", "time", "sequence", "sequencetype", "datacontenttype", "data"],
            written.EnumerateObject().Select(property => property.Name));
        Assert.Equal("1.0", Text(written, "specversion"));
        Assert.Equal($"{Workflow}/12", Text(written, "id"));
        Assert.Equal($"/api/workflows/{Workflow}", Text(written, "source"));
        Assert.Equal("slipway.progress", Text(written, "type"));
        Assert.Equal(Workflow, Text(written, "subject"));
        Assert.Equal("2030-01-01T00:00:00+00:00", Text(written, "time"));
        Assert.Equal("12", Text(written, "sequence"));
        Assert.Equal("Working.", written.GetProperty("data").GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_large_event_goes_with_a_reference_to_its_data()
    {
        var data = new { message = new string('ü', 40_000) };

        var written = await WriteAsync(Event(data), 64 * 1024);

        Assert.False(written.TryGetProperty("data", out _));
        var sha256 = Text(written, "datasha256")!;
        Assert.Equal($"/api/workflows/{Workflow}/artifacts/{sha256}", Text(written, "dataref"));
        using var content = _home.Artifacts.OpenRead(sha256)!;
        Assert.Equal(data.message, (await JsonDocument.ParseAsync(content)).RootElement.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(2_000)]
    public async Task What_is_written_fits(int maxBytes)
    {
        for (var length = 400; length < 2_400; length += 97)
        {
            var text = await new CloudEvents(_home.Artifacts)
                .WriteAsync(Event(new { message = new string('x', length) }), maxBytes, CancellationToken.None);

            Assert.True(Encoding.UTF8.GetByteCount(text) <= maxBytes, $"{length}: {text}");
        }
    }

    public void Dispose() => _home.Dispose();

    private async Task<JsonElement> WriteAsync(WorkflowEvent happened, int maxBytes) =>
        JsonElement.Parse(await new CloudEvents(_home.Artifacts).WriteAsync(happened, maxBytes, CancellationToken.None));

    private static WorkflowEvent Event(object data) =>
        WorkflowEvent.Create(12, EventType.Progress, Workflow, new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), data);

    private static string? Text(JsonElement written, string name) => written.GetProperty(name).GetString();
}
