using System.Text.Json;
using Slipway.Core.Lifecycle;

namespace Slipway.Core.Tests.Lifecycle;

public class WorkflowStateNamesTests
{
    public static TheoryData<WorkflowState> States => [.. Enum.GetValues<WorkflowState>()];

    [Fact]
    public void The_names_are_the_designs() =>
        Assert.Equal("IDLE PLANNING CODING PR_CREATED VALIDATING COMPLETED FAILED".Split(' '), WorkflowStateNames.All);

    [Theory]
    [MemberData(nameof(States))]
    public void A_name_reads_back_as_its_state_and_is_the_same_in_JSON(WorkflowState state)
    {
        Assert.True(WorkflowStateNames.TryParse(state.ToName(), out var read));
        Assert.Equal(state, read);
        Assert.Equal($"\"{state.ToName()}\"", JsonSerializer.Serialize(state, CoreJson.Options));
        Assert.Equal($"\"{state.ToName()}\"", JsonSerializer.Serialize(state, JsonSerializerOptions.Default));
        Assert.Equal(state, JsonSerializer.Deserialize<WorkflowState>($"\"{state.ToName()}\"", CoreJson.Options));
    }

    [Theory]
    [InlineData("coding", WorkflowState.Coding)]
    [InlineData(" pr-created ", WorkflowState.PrCreated)]
    [InlineData("Pr_Created", WorkflowState.PrCreated)]
    public void A_name_is_read_however_people_write_it(string name, WorkflowState state)
    {
        Assert.True(WorkflowStateNames.TryParse(name, out var read));
        Assert.Equal(state, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("PRCREATED")]
    [InlineData("3")]
    [InlineData("CODING,FAILED")]
    public void What_is_no_name_is_refused(string? name) => Assert.False(WorkflowStateNames.TryParse(name, out _));

    [Fact]
    public void A_number_is_no_state()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ((WorkflowState)7).ToName());
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<WorkflowState>("2", CoreJson.Options));
    }

    [Theory]
    [InlineData(ExecutionStatus.Pending, "pending")]
    [InlineData(ExecutionStatus.Running, "running")]
    [InlineData(ExecutionStatus.Paused, "paused")]
    [InlineData(ExecutionStatus.Completed, "completed")]
    [InlineData(ExecutionStatus.Failed, "failed")]
    [InlineData(ExecutionStatus.Aborted, "aborted")]
    public void The_execution_status_has_the_designs_names(ExecutionStatus status, string name) =>
        Assert.Equal($"\"{name}\"", JsonSerializer.Serialize(status, JsonSerializerOptions.Default));

    [Fact]
    public void A_gates_step_names_its_gate() => Assert.Equal("gate:unit-tests", LifecycleStep.Gate("unit-tests"));
}
