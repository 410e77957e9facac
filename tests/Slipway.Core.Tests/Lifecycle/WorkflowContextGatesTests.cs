using FsCheck.Fluent;
using Slipway.Core.Lifecycle;

namespace Slipway.Core.Tests.Lifecycle;

public class WorkflowContextGatesTests
{
    private static readonly string Secret = "ghp_" + new string('a', 36);

    [Fact]
    public void What_failed_gates_printed_becomes_feedback_under_their_names()
    {
        var context = Some.Context().WithGates(
            [Some.Result("tests", false, "2 tests failed\n"), Some.Result("lint", true, "fine"),
                Some.Result("format", false, "", "Timed out.")], round: 2);

        Assert.Equal("Gate 'tests': Exit code 1.\n2 tests failed\n\nGate 'format': Timed out.", context.Feedback);
        Assert.Equal(["tests", "lint", "format"], context.Gates.Select(gate => gate.Name));
        Assert.All(context.Gates, gate => Assert.Equal(2, gate.Round));
        Assert.Equal([false, true, false], context.Gates.Select(gate => gate.Passed));
    }

    [Fact]
    public void When_all_pass_there_is_nothing_to_put_right_and_merging_says_so()
    {
        var before = Some.Context().WithGates([Some.Result("tests", false, "red")], round: 1);

        var after = before.Merge(before.WithGates([Some.Result("tests", true)], round: 2));

        Assert.True(string.IsNullOrEmpty(after.Feedback));
        Assert.True(Assert.Single(after.Gates).Passed);
    }

    [Fact]
    public void A_gate_that_did_not_run_this_time_keeps_its_result()
    {
        var context = Some.Context()
            .WithGates([Some.Result("tests", true), Some.Result("lint", false)], round: 1)
            .WithGates([Some.Result("lint", true)], round: 2);

        Assert.Equal([("tests", 1), ("lint", 2)], context.Gates.Select(gate => (gate.Name, gate.Round)));
    }

    [Fact]
    public void Feedback_shows_the_end_of_long_output()
    {
        var output = new string('x', 100_000) + "\nthe reason is here";

        var feedback = Some.Context().WithGates([Some.Result("tests", false, output)], round: 1).Feedback!;

        Assert.EndsWith("the reason is here", feedback, StringComparison.Ordinal);
        Assert.StartsWith("Gate 'tests': Exit code 1.\n…xxx", feedback, StringComparison.Ordinal);
        Assert.InRange(feedback.Length, WorkflowContext.MaxFeedbackLength - 10, WorkflowContext.MaxFeedbackLength);
    }

    [Fact]
    public void Credentials_reach_neither_feedback_nor_reports()
    {
        var context = Some.Context().WithGates([Some.Result("tests", false, $"\e[31m{Secret}", $"Failed with {Secret}")], round: 1);

        Assert.Equal("Gate 'tests': Failed with [redacted]\n[redacted]", context.Feedback);
        Assert.Equal("Failed with [redacted]", Assert.Single(context.Gates).Message);
    }

    [Fact]
    public void Feedback_is_bounded_well_formed_and_names_every_failed_gate() => Property.Holds(
        from output in Property.HostileText.Generator
        from message in Property.HostileText.Generator
        from times in Gen.Choose(0, 20_000)
        from count in Gen.Choose(1, 20)
        select Enumerable.Range(1, count)
            .Select(number => Some.Result(
                $"gate{number}", false, string.Concat(Enumerable.Repeat(output, output.Length == 0 ? 0 : times / output.Length)), message))
            .ToList(),
        results =>
        {
            var feedback = Some.Context().WithGates(results, 1).Feedback!;
            return feedback.Length <= WorkflowContext.MaxFeedbackLength
                && Property.IsWellFormed(feedback)
                && results.All(result => feedback.Contains($"Gate '{result.Name}':", StringComparison.Ordinal));
        },
        tests: 50);
}
