using Slipway.Cli.Contract;
using Slipway.Cli.Display;
using Slipway.Cli.Tests.Doubles;

namespace Slipway.Cli.Tests.Display;

public sealed class GateRoundsTests
{
    private static readonly WorkflowEventView Failed =
        Result("tests", """{"step":"gate:tests","passed":false,"exitCode":1,"message":"m","durationMs":5}""");
    private static readonly WorkflowEventView Passed =
        Result("tests", """{"step":"gate:tests","passed":true,"exitCode":0,"durationMs":6}""");

    [Fact]
    public void Rounds_that_the_workflow_no_longer_holds_come_from_the_events()
    {
        var known = new WorkflowView.GateView("tests", true, 0, null, 6, 2, new("log", "ab", 1, null));

        var rounds = GateRounds.Of([Failed, Some.EventView("progress"), Passed], [known]);

        Assert.Equal([(1, false), (2, true)], rounds.Select(gate => (gate.Round, gate.Passed)));
        Assert.Same(known, rounds[1]);
    }

    [Fact]
    public void A_result_without_an_event_still_counts()
    {
        var known = new WorkflowView.GateView("audit", true, 0, null, 6, 1, null);

        Assert.Equal(["audit"], GateRounds.Of([], [known]).Select(gate => gate.Name));
    }

    private static WorkflowEventView Result(string gate, string data)
    {
        var e = Some.EventView("step_execution_completed", data);
        Assert.Equal(gate, EventWords.GateOf(e));
        return e;
    }
}
