using FsCheck;
using FsCheck.Fluent;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Core.Tests.Lifecycle;

public class WorkflowContextTests
{
    private static readonly Gen<WorkflowContext> Contexts =
        from requirement in Property.HostileText.Generator.Where(text => !string.IsNullOrWhiteSpace(text) && Property.IsWellFormed(text))
        from workspace in Gen.Elements(Some.Workspace(), null)
        from plan in Gen.Elements(Some.Artifact("plan.md"), Some.Artifact("plan2.md"), null)
        from branch in Gen.Elements(Some.FullContext().Branch, null)
        from pullRequest in Gen.Elements(Some.PullRequest(), Some.PullRequest() with { State = "merged", MergeSha = Some.Sha }, null)
        from gates in Gen.SubListOf("tests", "lint", "coverage")
        from passed in Gen.Elements(true, false)
        from feedback in Gen.Elements("", "Gate 'tests': exit code 1.", null)
        from round in Gen.Choose(0, 5)
        from skipped in Gen.SubListOf(LifecycleStep.Plan, LifecycleStep.Gates, LifecycleStep.Merge)
        from failure in Gen.Elements(Some.Failure(), Some.Failure("Another."), null)
        select Some.Context() with
        {
            Requirement = requirement,
            Workspace = workspace,
            Plan = plan,
            Branch = workspace is null ? null : branch,
            PullRequest = workspace is null ? null : pullRequest,
            Gates = [.. gates.Select(name => Some.Report(name, passed, round))],
            Feedback = feedback,
            FeedbackRound = round,
            SkippedSteps = [.. skipped],
            Failure = failure,
        };

    private static readonly Gen<(WorkflowContext A, WorkflowContext B, WorkflowContext C)> Triples =
        from a in Contexts
        from b in Contexts
        from c in Contexts
        select (a, b, c);

    [Fact]
    public void A_context_begins_with_what_was_asked_for()
    {
        var context = WorkflowContext.For(Some.Id, Some.Request()).Validate();

        Assert.Equal(Some.Id, context.WorkflowId);
        Assert.Equal(Some.Request().Requirement, context.Requirement);
        Assert.Equal(Some.Request().Agent, context.Agent);
        Assert.Equal(WorkflowContext.CurrentSchemaVersion, context.SchemaVersion);
    }

    [Fact]
    public void A_context_reads_back_as_it_was_written() =>
        Property.Holds(Contexts, context => WorkflowContext.FromJson(context.ToJson()).ToJson() == context.ToJson());

    [Fact]
    public void Merging_the_same_again_changes_nothing() => Property.Holds(Triples, given =>
        given.A.Merge(given.B).Merge(given.B).ToJson() == given.A.Merge(given.B).ToJson()
            && given.A.Merge(given.A).ToJson() == given.A.ToJson());

    [Fact]
    public void Merging_can_be_grouped_at_will() => Property.Holds(Triples, given =>
        given.A.Merge(given.B).Merge(given.C).ToJson() == given.A.Merge(given.B.Merge(given.C)).ToJson());

    [Fact]
    public void What_is_not_set_leaves_what_is_known() => Property.Holds(Contexts, context =>
        context.Merge(Some.Context() with { Requirement = context.Requirement }).ToJson() == context.ToJson());

    [Fact]
    public void What_is_set_replaces_what_was_known()
    {
        var newer = Some.FullContext() with
        {
            Requirement = "Another.",
            Agent = new AgentSelector("codex"),
            Plan = Some.Artifact("new.md"),
            Gates = [Some.Report("tests", passed: true, round: 2), Some.Report("lint")],
            Feedback = "",
            FeedbackRound = 0,
            SkippedSteps = [LifecycleStep.Merge],
        };

        var merged = Some.FullContext().Merge(newer);

        Assert.Equal("Another.", merged.Requirement);
        Assert.Equal("codex", merged.Agent.Name);
        Assert.Equal("new.md", merged.Plan!.Name);
        Assert.Equal(newer.Gates, merged.Gates);
        Assert.Equal("", merged.Feedback);
        Assert.Equal(1, merged.FeedbackRound);
        Assert.Equal([LifecycleStep.Plan, LifecycleStep.Merge], merged.SkippedSteps);
    }

    [Fact]
    public void Another_workflows_context_is_not_merged()
    {
        var other = Some.Context() with { WorkflowId = "wf-ffffffffffffffffffff" };

        Assert.Contains("wf-ffffffffffffffffffff", Assert.Throws<ArgumentException>(() => Some.Context().Merge(other)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Sanitising_masks_credentials_also_at_the_place_of_a_cut()
    {
        var secret = "ghp_" + new string('a', 36);
        var long1 = new string('x', WorkflowContext.MaxFeedbackLength - 20) + " " + secret;
        var long2 = new string('x', 980) + " " + secret;

        var clean = (Some.FullContext() with { Requirement = $"\0{secret}", Feedback = long1, Failure = Some.Failure(long2) }).Sanitise();

        Assert.Equal("[redacted]", clean.Requirement);
        Assert.EndsWith("x [redacted]", clean.Feedback, StringComparison.Ordinal);
        Assert.EndsWith("x [redacted]", clean.Failure!.Message, StringComparison.Ordinal);
        Assert.Null(Some.Context().Sanitise().Feedback);
        Assert.Null(Some.Context().Sanitise().Failure);
    }

    [Fact]
    public void Sanitising_bounds_every_text_and_twice_is_as_once() => Property.Holds(Contexts, context =>
    {
        var clean = (context with { Feedback = string.Concat(Enumerable.Repeat(context.Requirement + "é\e[1m", 3_000)) }).Sanitise();
        return clean.Feedback!.Length <= WorkflowContext.MaxFeedbackLength && clean.Sanitise().ToJson() == clean.ToJson();
    }, tests: 20);

    public static TheoryData<WorkflowContext, string> Unusable => new()
    {
        { Some.Context() with { SchemaVersion = 0 }, "its schema version is 0; this version of Slipway reads 1 to 1" },
        { Some.Context() with { SchemaVersion = 2 }, "its schema version is 2; this version of Slipway reads 1 to 1" },
        { Some.Context() with { WorkflowId = "x" }, "'x' is no workflow id" },
        { Some.Context() with { Requirement = " " }, "it has no requirement" },
        { Some.Context() with { Agent = null! }, "its agent is neither a name nor a command" },
        { Some.Context() with { Agent = new AgentSelector() }, "its agent is neither a name nor a command" },
        { Some.Context() with { Agent = new AgentSelector("a", "b") }, "its agent is neither a name nor a command" },
        { Some.Context() with { Gates = [null!] }, "a gate or a skipped step is null" },
        { Some.Context() with { SkippedSteps = [null!] }, "a gate or a skipped step is null" },
        { Some.Context() with { Workspace = Some.Workspace("wf-ffffffffffffffffffff") },
            "its worktree belongs to wf-ffffffffffffffffffff" },
        { Some.Context() with { PullRequest = Some.PullRequest() }, "it has a pull request but no worktree" },
        { Some.Context() with { Branch = Some.FullContext().Branch }, "it has a branch but no worktree" },
        { Some.Context() with { FeedbackRound = -1 }, "its feedback round is negative" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void A_context_that_no_step_could_work_with_is_refused(WorkflowContext context, string why)
    {
        var refusal = Assert.Throws<SlipwayException>(context.Validate);

        Assert.Equal($"The workflow's context is not usable: {why}.", refusal.Message);
        Assert.Equal(ErrorCodes.InvalidRequest, refusal.Code);
        Assert.Equal(ErrorCategory.Configuration, refusal.Category);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{\"workflowId\":\"wf-0123456789abcdef0123\",\"requirement\":\"x\",\"agent\":null}")]
    [InlineData("{\"workflowId\":\"wf-0123456789abcdef0123\",\"requirement\":\"x\",\"agent\":{\"name\":\"a\"},\"gates\":null}")]
    [InlineData("{\"workflowId\":\"wf-0123456789abcdef0123\",\"requirement\":\"x\",\"agent\":{\"name\":\"a\"},\"gates\":[null]}")]
    [InlineData("{\"workflowId\":\"wf-0123456789abcdef0123\",\"requirement\":\"x\",\"agent\":{\"name\":\"a\"},\"skippedSteps\":[null]}")]
    [InlineData("{\"workflowId\":\"wf-0123456789abcdef0123\",\"requirement\":\"x\",\"agent\":{\"name\":\"a\"},\"schemaVersion\":2}")]
    public void JSON_that_is_no_context_is_refused(string json) =>
        Assert.Equal(ErrorCodes.InvalidRequest, Assert.Throws<SlipwayException>(() => WorkflowContext.FromJson(json)).Code);

    [Fact]
    public void What_a_later_patch_adds_is_ignored()
    {
        var json = Some.FullContext().ToJson().Insert(1, "\"addedLater\":{\"x\":[1]},");

        Assert.Equal(Some.FullContext().ToJson(), WorkflowContext.FromJson(json).ToJson());
    }

    [Fact]
    public void A_context_beyond_its_limit_is_not_written()
    {
        var refusal = Assert.Throws<SlipwayException>(() => (Some.Context() with { Requirement = new string('x', 300_000) }).ToJson());

        Assert.Contains("at most 262,144 are kept. Save large values as artifacts.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hardest_context_that_is_allowed_still_fits()
    {
        var wide = string.Concat(Enumerable.Repeat("\"é\\", 7_000));
        var results = Enumerable.Range(1, 20).Select(number => Some.Result($"gate{number}", passed: false, wide, wide)).ToList();
        var context = Some.FullContext() with
        {
            Requirement = Sanitiser.Text(wide, WorkflowRequestValidator.MaxRequirementLength),
            Branch = new BranchState(
                Some.Sha, [.. Enumerable.Repeat(new CommitInfo(Some.Sha, Sanitiser.Line(wide)), 100)], new DiffStat(1, 2, 3),
                Committed: true),
        };

        Assert.InRange(context.WithGates(results, 1).Sanitise().Validate().ToJson().Length, 1, WorkflowContext.MaxJsonLength);
    }
}
