using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Core.Tests.Lifecycle;

public class WorkflowSnapshotTests
{
    private static readonly Gen<string> Words =
        from text in Gen.Elements("plain ", "é", "😀", "\"", "\\", "\0", "<&>", "漢", "\n", "\ud83d")
        from length in Gen.Choose(0, 600)
        select string.Concat(Enumerable.Repeat(text, length));

    private static readonly Gen<WorkflowSnapshot> Snapshots =
        from commits in Gen.Choose(0, 100)
        from gates in Gen.Choose(0, 20)
        from failed in Gen.Choose(0, 20)
        from times in Gen.Elements(0, 7, 300)
        from text in Words
        from other in Words
        from log in Gen.Elements(Some.Artifact(), null)
        select Some.Snapshot() with
        {
            StateDeadline = DateTimeOffset.MaxValue,
            Step = new StepProgress(text, 1, int.MaxValue, Some.Time, other),
            BaseBranch = other,
            Agent = text,
            FeedbackRound = int.MaxValue,
            Plan = Some.Artifact(other),
            Commits = [.. Enumerable.Range(1, commits).Select(number => new CommitInfo(Some.Sha, $"{number} {text}"))],
            Diff = new DiffStat(int.MaxValue, int.MaxValue, int.MaxValue),
            PullRequest = new PullRequest(int.MaxValue, text, other, text, other, text, other, text),
            Gates = [.. Enumerable.Range(1, gates).Select(number => new GateReport(
                new string('g', 60), number > failed, int.MinValue, text, long.MaxValue, int.MaxValue, log))],
            TimeInStateMs = Enumerable.Range(0, times).ToDictionary(
                number => number < 7 ? WorkflowStateNames.All[number] : $"OTHER_{number}", _ => long.MaxValue, StringComparer.Ordinal),
            Failure = Some.Failure(text) with { Step = other, Code = text },
            DecisionDeadline = DateTimeOffset.MaxValue,
            PausedSince = DateTimeOffset.MaxValue,
            PauseReason = other,
            WaitingFor = text,
        };

    [Fact]
    public void However_much_happened_the_status_fits_whatever_serialiser_writes_it() => Property.Holds(Snapshots, snapshot =>
    {
        var trimmed = snapshot.Trim();
        return JsonSerializer.Serialize(trimmed, CoreJson.Options).Length <= WorkflowSnapshot.MaxJsonLength
            && JsonSerializer.Serialize(trimmed, JsonSerializerOptions.Default).Length <= WorkflowSnapshot.MaxJsonLength
            && JsonSerializer.Serialize(JsonSerializer.SerializeToElement(trimmed, CoreJson.Options), JsonSerializerOptions.Default).Length
                <= WorkflowSnapshot.MaxJsonLength;
    }, tests: 60);

    [Fact]
    public void What_a_workflow_is_at_is_never_left_out() => Property.Holds(Snapshots, snapshot =>
    {
        var trimmed = snapshot.Trim();
        return trimmed.State == snapshot.State && trimmed.Status == snapshot.Status && trimmed.StateEnteredAt == snapshot.StateEnteredAt
            && trimmed.Step!.Attempt == 1 && trimmed.PullRequest!.Number == int.MaxValue
            && trimmed.Failure!.State == snapshot.Failure!.State
            && trimmed.Diff == snapshot.Diff && trimmed.DecisionDeadline == snapshot.DecisionDeadline;
    }, tests: 60);

    [Fact]
    public void Trimming_again_changes_nothing() => Property.Holds(
        Snapshots, snapshot => snapshot.Trim() is var once && ReferenceEquals(once, once.Trim()), tests: 60);

    [Fact]
    public void What_fits_stays_as_it_is()
    {
        var snapshot = Some.Snapshot() with { Gates = [Some.Report("tests")], PullRequest = Some.PullRequest(), Failure = Some.Failure() };

        Assert.Same(snapshot, snapshot.Trim());
    }

    [Fact]
    public void The_ten_newest_commits_are_shown()
    {
        var snapshot =
            Some.Snapshot() with { Commits = [.. Enumerable.Range(1, 12).Select(number => new CommitInfo(Some.Sha, $"{number}"))] };

        Assert.Equal(Enumerable.Range(3, 10).Select(number => $"{number}"), snapshot.Trim().Commits.Select(commit => commit.Subject));
    }

    [Fact]
    public void Details_of_gates_go_before_the_gates()
    {
        var snapshot =
            Some.Snapshot() with { Gates = [.. Enumerable.Range(1, 20).Select(number => Some.Report($"gate{number}", number > 3))] };
        var longer = snapshot with { Gates = [.. snapshot.Gates.Select(gate => gate with { Message = new string('x', 200) })] };
        var longest = longer with { Gates = [.. longer.Gates.Select(gate => gate with { Name = gate.Name + new string('漢', 50) })] };

        Assert.Equal(20, longer.Trim().Gates.Count);
        Assert.All(longer.Trim().Gates, gate => Assert.Null(gate.Log));
        Assert.Equal(3, longest.Trim().Gates.Count);
        Assert.All(longest.Trim().Gates, gate => Assert.False(gate.Passed));
    }

    [Fact]
    public void A_snapshot_reads_back_as_it_was_written()
    {
        var snapshot = Some.Snapshot() with
        {
            Step = new StepProgress(LifecycleStep.Code, 2, 4, Some.Time, "claude-code"),
            Gates = [Some.Report("tests")],
            TimeInStateMs = new Dictionary<string, long>(StringComparer.Ordinal) { ["PR_CREATED"] = 12 },
            Failure = Some.Failure(),
        };
        var json = JsonSerializer.Serialize(new WorkflowResult(snapshot), CoreJson.Options);

        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<WorkflowResult>(json, CoreJson.Options), CoreJson.Options));
        Assert.Contains("\"state\":\"VALIDATING\",\"status\":\"running\"", json, StringComparison.Ordinal);
        Assert.Contains("\"timeInStateMs\":{\"PR_CREATED\":12}", json, StringComparison.Ordinal);
        Assert.Contains("\"category\":\"validation_failed\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("null", json, StringComparison.Ordinal);
    }
}
