using System.Reflection;
using System.Text.Json;
using Slipway.Core.Events;

namespace Slipway.Core.Tests.Events;

public class WorkflowEventTests
{
    [Fact]
    public void An_event_carries_its_data_as_camel_case_JSON()
    {
        var happened = WorkflowEvent.Create(3, EventType.StateChanged, Some.Id, Some.Time, new { From = "IDLE", Reason = (string?)null });

        Assert.Equal("{\"from\":\"IDLE\"}", happened.Data.GetRawText());
        Assert.Equal(
            $"{{\"sequence\":3,\"type\":\"state_changed\",\"workflowId\":\"{Some.Id}\",\"time\":\"2026-03-04T05:06:07+00:00\","
            + "\"data\":{\"from\":\"IDLE\"}}",
            JsonSerializer.Serialize(happened, CoreJson.Options));
        Assert.Throws<ArgumentNullException>(() => WorkflowEvent.Create(1, EventType.Progress, Some.Id, Some.Time, null!));
    }

    [Fact]
    public void The_names_are_the_designs()
    {
        var names = typeof(EventType).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(
            """
            workflow_started workflow_completed workflow_failed workflow_paused workflow_resumed workflow_cancelled
            state_changed step_execution_started step_execution_completed step_failed step_retry step_skipped
            step_cancelled step_reopened step_compensated step_input_changed child_started event_received action_refused
            parallel_batch_started parallel_batch_completed approval_requested approval_given approval_reminder approval_escalated
            approval_decided artifact_saved progress
            """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
            names);
    }

    [Theory]
    [InlineData(Decision.Retry, "retry")]
    [InlineData(Decision.GoBack, "go_back")]
    [InlineData(Decision.Skip, "skip")]
    [InlineData(Decision.Abort, "abort")]
    public void A_decision_has_one_name_in_all_serialisers(Decision decision, string name)
    {
        Assert.Equal($"\"{name}\"", JsonSerializer.Serialize(decision, JsonSerializerOptions.Default));
        Assert.Equal($"\"{name}\"", JsonSerializer.Serialize(decision, CoreJson.Options));
    }

    [Fact]
    public void The_JSON_options_cannot_be_changed() => Assert.True(CoreJson.Options.IsReadOnly);
}
