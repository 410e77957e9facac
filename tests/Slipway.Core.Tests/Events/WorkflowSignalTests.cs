using System.Text.Json;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Core.Tests.Events;

public class WorkflowSignalTests
{
    private static WorkflowSignal Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return WorkflowSignal.Read(document.RootElement);
    }

    [Fact]
    public void A_signal_reads_back_whichever_serialiser_wrote_it()
    {
        var signal = new WorkflowSignal
        {
            Kind = SignalKind.PullRequest,
            Actor = "octocat",
            Reason = "Because.",
            DeliveryId = "72d3162e-cc78-11e3-81ab-4c9367dc0958",
            Decision = Decision.GoBack,
            State = WorkflowState.PrCreated,
            Requirement = "Another.",
            Agent = new AgentSelector("codex"),
            Action = "merged",
        };

        foreach (var options in new[] { CoreJson.Options, JsonSerializerOptions.Default, JsonSerializerOptions.Web })
        {
            Assert.Equal(signal, WorkflowSignal.Read(JsonSerializer.SerializeToElement(signal, options)));
        }
    }

    public static TheoryData<SignalKind> Kinds => [.. Enum.GetValues<SignalKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_one_name_in_all_serialisers(SignalKind kind)
    {
        var name = JsonSerializer.Serialize(kind, CoreJson.Options);

        Assert.Equal(name, JsonSerializer.Serialize(kind, JsonSerializerOptions.Default));
        Assert.Equal(kind, Read($"{{\"kind\":{name}}}").Kind);
        Assert.Equal(kind, Read($"{{\"Kind\":{name}}}").Kind);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("0")]
    [InlineData("1e400")]
    [InlineData("\"pause\"")]
    [InlineData("\"\"")]
    [InlineData("[]")]
    [InlineData("[{\"kind\":\"pause\"}]")]
    [InlineData("{}")]
    [InlineData("{\"kind\":null}")]
    [InlineData("{\"kind\":1}")]
    [InlineData("{\"kind\":99}")]
    [InlineData("{\"kind\":\"explode\"}")]
    [InlineData("{\"kind\":[\"pause\"]}")]
    [InlineData("{\"kind\":\"pause\",\"state\":\"NOWHERE\"}")]
    [InlineData("{\"kind\":\"decide\",\"state\":6}")]
    [InlineData("{\"kind\":\"decide\",\"decision\":\"explode\"}")]
    [InlineData("{\"kind\":\"decide\",\"agent\":[]}")]
    [InlineData("{\"kind\":\"pause\",\"actor\":{}}")]
    [InlineData("{\"kind\":\"pause\",\"reason\":7}")]
    [InlineData("{\"other\":{\"kind\":\"pause\"}}")]
    public void Whatever_is_no_signal_is_unknown_and_never_an_exception(string json)
    {
        var signal = Read(json);

        Assert.Equal(new WorkflowSignal(), signal);
        Assert.Equal(SignalKind.Unknown, signal.Kind);
    }

    [Fact]
    public void A_payload_that_is_not_there_or_too_deep_is_unknown()
    {
        Assert.Equal(SignalKind.Unknown, WorkflowSignal.Read(default).Kind);

        var deep = string.Concat(Enumerable.Repeat("{\"agent\":", 60)) + "{}" + new string('}', 60);
        Assert.Equal(SignalKind.Unknown, Read(deep).Kind);
    }

    [Fact]
    public void What_nobody_said_is_unset()
    {
        var signal = Read("{\"kind\":\"pause\",\"actor\":null,\"reason\":\" \",\"deliveryId\":\"\",\"unknown\":[1,2]}");

        Assert.Equal(new WorkflowSignal { Kind = SignalKind.Pause, Actor = "unknown" }, signal);
    }

    [Fact]
    public void Texts_are_cleaned_and_bounded()
    {
        var secret = "ghp_" + new string('a', 36);
        var signal = WorkflowSignal.Read(JsonSerializer.SerializeToElement(new WorkflowSignal
        {
            Kind = SignalKind.Decide,
            Actor = $"\e[31mme\n{secret}",
            Reason = new string('x', 5_000),
            DeliveryId = new string('d', 500),
            Requirement = secret + new string('r', 50_000),
            Action = "a\0b",
        }));

        Assert.Equal("me [redacted]", signal.Actor);
        Assert.Equal(2_000, signal.Reason!.Length);
        Assert.Equal(200, signal.DeliveryId!.Length);
        Assert.Equal("ab", signal.Action);
        Assert.StartsWith("[redacted]", signal.Requirement, StringComparison.Ordinal);
        Assert.InRange(signal.Requirement!.Length, 1, WorkflowRequestValidator.MaxRequirementLength);
    }

    [Fact]
    public void Reading_any_text_never_throws() => Property.Holds(Property.HostileText, text =>
        WorkflowSignal.Read(JsonSerializer.SerializeToElement(text)).Kind == SignalKind.Unknown
        && WorkflowSignal.Read(JsonSerializer.SerializeToElement(new { kind = "cancel", reason = text, actor = text }))
        is { Kind: SignalKind.Cancel } signal
        && Property.IsWellFormed(signal.Actor + signal.Reason));
}
