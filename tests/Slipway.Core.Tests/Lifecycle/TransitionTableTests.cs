using Slipway.Core.Lifecycle;
using static Slipway.Core.Lifecycle.WorkflowState;

namespace Slipway.Core.Tests.Lifecycle;

public class TransitionTableTests
{
    // The design's table, written out a second time on purpose.
    private static readonly Dictionary<WorkflowState, WorkflowState[]> Forward = new()
    {
        [Idle] = [Planning, Failed],
        [Planning] = [Coding, Failed],
        [Coding] = [PrCreated, Failed],
        [PrCreated] = [Validating, Failed],
        [Validating] = [Completed, Coding, Failed],
        [Completed] = [],
    };

    private static readonly Dictionary<WorkflowState, WorkflowState[]> Recovery = new()
    {
        [Idle] = [Idle],
        [Planning] = [Planning],
        [Coding] = [Planning, Coding],
        [PrCreated] = [Planning, Coding, PrCreated],
        [Validating] = [Planning, Coding, PrCreated, Validating],
        [Completed] = [],
        [Failed] = [],
    };

    public static TheoryData<WorkflowState, WorkflowState, WorkflowState?> EveryPair()
    {
        var pairs = new TheoryData<WorkflowState, WorkflowState, WorkflowState?>();
        var states = Enum.GetValues<WorkflowState>();
        WorkflowState?[] failures = [null, .. states.Select(state => (WorkflowState?)state)];
        foreach (var from in states)
        {
            foreach (var to in states)
            {
                foreach (var failedIn in failures)
                {
                    pairs.Add(from, to, failedIn);
                }
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void The_table_allows_what_the_design_allows(WorkflowState from, WorkflowState to, WorkflowState? failedIn)
    {
        var expected = from != Failed ? Forward[from].Contains(to) : failedIn is { } failed && Recovery[failed].Contains(to);

        Assert.Equal(expected, TransitionTable.IsAllowed(from, to, failedIn));
        if (expected)
        {
            TransitionTable.Ensure(from, to, failedIn);
        }
        else
        {
            var refusal = Assert.Throws<SlipwayException>(() => TransitionTable.Ensure(from, to, failedIn));
            Assert.Equal(ErrorCodes.TransitionRefused, refusal.Code);
            Assert.Contains($"cannot go from {from.ToName()} to {to.ToName()}", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Completed, Coding, null, "A workflow cannot go from COMPLETED to CODING. COMPLETED is final.")]
    [InlineData(Idle, Coding, null, "A workflow cannot go from IDLE to CODING. From IDLE it can go to: PLANNING, FAILED.")]
    [InlineData(Validating, PrCreated, null,
        "A workflow cannot go from VALIDATING to PR_CREATED. From VALIDATING it can go to: CODING, COMPLETED, FAILED.")]
    [InlineData(Failed, Validating, Coding, "A workflow cannot go from FAILED to VALIDATING. From FAILED it can go to: PLANNING, CODING.")]
    [InlineData(
        Failed, Coding, null,
        "A workflow cannot go from FAILED to CODING. It goes on from FAILED only when it is known in which state it failed.")]
    public void A_refusal_names_both_states_and_what_is_possible(
        WorkflowState from, WorkflowState to, WorkflowState? failedIn, string message) =>
        Assert.Equal(message, Assert.Throws<SlipwayException>(() => TransitionTable.Ensure(from, to, failedIn)).Message);

    [Theory]
    [InlineData((WorkflowState)7, Failed)]
    [InlineData((WorkflowState)(-1), Failed)]
    [InlineData(Failed, (WorkflowState)(-1))]
    [InlineData(Validating, (WorkflowState)7)]
    public void A_number_that_is_no_state_goes_nowhere(WorkflowState from, WorkflowState to)
    {
        Assert.False(TransitionTable.IsAllowed(from, to, Validating));
        Assert.Throws<ArgumentOutOfRangeException>(() => TransitionTable.Ensure(from, to, Validating));
    }

    [Fact]
    public void A_workflow_can_reach_every_state_from_the_beginning()
    {
        HashSet<WorkflowState> reached = [Idle];
        for (var round = 0; round < Forward.Count; round++)
        {
            reached.UnionWith(reached.ToList()
                .SelectMany(from => Enum.GetValues<WorkflowState>().Where(to => TransitionTable.IsAllowed(from, to))));
        }

        Assert.Equal(Enum.GetValues<WorkflowState>(), reached.Order());
    }
}
