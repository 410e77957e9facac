using Slipway.LocalHost.Tests.Simulation.Programs;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>
/// Each scenario once for every store call it makes, with that call failing, from the opening of the file on; and once for every commit
/// and way to die in it. The simulation's own checks see to the rest: whoever got an error finds nothing of it, and everything ends.
/// </summary>
public sealed class FaultSweepTests
{
    private const int MostFaults = 5_000;

    private static readonly Work Quick = new(1, Slow: false);
    private static readonly Work Slow = new(2, Slow: true);

    private static readonly Dictionary<string, Scenario> Scenarios = new(StringComparer.Ordinal)
    {
        ["activities"] = Scenario.Of([[[Quick, Slow, new Broken(3), new Status(4), new Together([Quick, Slow])]]]),
        ["timers"] = Scenario.Of([[[new Pause(10), new GivenUp(1, 100), new Race(2, 5), new Pause(0)]]]),
        ["events"] = Scenario.Of([[[new Await("e0"), new Await("e1"), Quick, new Await("e0")]]]),
        ["children"] = Scenario.Of(
        [
            [[Quick, new Pause(5)]],
            [[Quick, new Throw(1)]],
            [[new Call(0, "c1", 1), new Call(1, "c2", 2), new Together([new Call(0, null, 1), new Call(0, "c3", 1)])]],
        ]),
        ["generations"] = Scenario.Of([[[new Forgotten(1, Slow: true), Quick], [new Await("e0"), new Status(2)], [new Pause(3), Slow]]]),
        ["entities"] = Scenario.Of(
        [
            [[new Tell(1, "a", "b", 0), new Ask(2, "a", Refused: false), new Tell(3, "c", null, 20, CourierTo: "a"),
                new Ask(4, "b", Refused: true), new Transfer(5, "b", "a"),
                new Together([new Ask(6, "a", Refused: false), new Ask(7, "c", Refused: false)])]],
        ]),
        ["retries"] = Scenario.Of([[[new Flaky("a", 1, 2, 3, Handler: false), new Flaky("b", 2, 1, 1, Handler: true), new Throw(5)]]]),
    };

    public static TheoryData<string> Names => [.. Scenarios.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_one_store_call_may_fail(string name)
    {
        var call = 1;
        while (SimulatedRun.Run(Scenarios[name], store => store.FailAt(call), store => store.Failures > 0))
        {
            call++;
            Assert.True(call < MostFaults, "the scenario has no end");
        }

        Assert.True(call > 50, $"the scenario makes only {call - 1} calls");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_process_may_die_at_any_commit(string name)
    {
        foreach (var death in Enum.GetValues<Death>())
        {
            var commit = 1;
            while (SimulatedRun.Run(Scenarios[name], store => store.DieAtCommit(death, commit), store => store.Deaths > 0))
            {
                commit++;
                Assert.True(commit < MostFaults, "the scenario has no end");
            }

            Assert.True(commit > 5, $"the scenario makes only {commit - 1} commits");
        }
    }
}
