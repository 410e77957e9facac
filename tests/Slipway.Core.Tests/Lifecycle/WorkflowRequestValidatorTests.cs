using FsCheck.Fluent;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Core.Tests.Lifecycle;

public class WorkflowRequestValidatorTests
{
    private static readonly WorkflowLimits Limits = new();

    private static WorkflowRequest WithPullRequest(PullRequestSettings settings) => Some.Request() with { PullRequest = settings };

    private static WorkflowRequest Labelled(params (string Name, string Value)[] labels) => Some.Request() with
    {
        Labels = labels.ToDictionary(label => label.Name, label => label.Value, StringComparer.Ordinal),
    };

    private static string Long(int length) => new('x', length);

    private static string? Error(WorkflowRequest request, string field, WorkflowLimits? limits = null)
    {
        var errors = WorkflowRequestValidator.Validate(request, limits ?? Limits);
        Assert.True(errors.Keys.All(key => key == field), $"Only {field} is wrong, but there is: {string.Join(", ", errors.Keys)}");
        return errors.TryGetValue(field, out var messages) ? Assert.Single(messages) : null;
    }

    [Fact]
    public void A_request_with_its_defaults_is_valid() => Assert.Empty(WorkflowRequestValidator.Validate(Some.Request(), Limits));

    [Theory]
    [InlineData("x", null)]
    [InlineData(null, "is missing: give what is wanted, in words.")]
    [InlineData("", "is missing: give what is wanted, in words.")]
    [InlineData(" \n\t", "is blank: give what is wanted, in words.")]
    [InlineData("\0\e[1m", "is blank: give what is wanted, in words.")]
    public void A_requirement_has_words(string? requirement, string? error) =>
        Assert.Equal(error, Error(Some.Request() with { Requirement = requirement! }, "requirement"));

    [Fact]
    public void A_requirement_has_at_most_20000_characters()
    {
        Assert.Null(Error(Some.Request() with { Requirement = Long(20_000) }, "requirement"));
        Assert.Equal(
            "has 20,001 characters; at most 20,000 are allowed.", Error(Some.Request() with { Requirement = Long(20_001) }, "requirement"));
    }

    [Theory]
    [InlineData(null, "is missing: give the absolute path of a local Git repository.")]
    [InlineData("", "is missing: give the absolute path of a local Git repository.")]
    [InlineData("  ", "is blank: give the absolute path of a local Git repository.")]
    [InlineData("relative/path", "must be an absolute path, not 'relative/path'.")]
    [InlineData("~/code", "must be an absolute path, not '~/code'.")]
    [InlineData("https://u:hunter2@host/x.git", "must be an absolute path, not 'https://[redacted]@host/x.git'.")]
    [InlineData("/tmp/a\0b", "holds a control character: give the absolute path of a local Git repository.")]
    [InlineData("/tmp/a\n", "holds a control character: give the absolute path of a local Git repository.")]
    public void A_repository_is_an_absolute_path(string? repository, string error) =>
        Assert.Equal(error, Error(Some.Request() with { Repository = repository! }, "repository"));

    [Fact]
    public void A_repository_has_at_most_4096_characters() =>
        Assert.Equal("has 4,097 characters; at most 4,096 are allowed.",
            Error(Some.Request() with { Repository = "/" + Long(4_096) }, "repository"));

    [Theory]
    [InlineData(null)]
    [InlineData("main")]
    [InlineData("release/2.1")]
    [InlineData("fix#12")]
    [InlineData("users/zoë@home")]
    [InlineData("_x")]
    [InlineData("a.b-c+d=e")]
    public void A_base_branch_may_be_any_ordinary_name(string? branch) =>
        Assert.Null(Error(Some.Request() with { BaseBranch = branch }, "baseBranch"));

    [Theory]
    [InlineData("")]
    [InlineData(" main")]
    [InlineData("main\n")]
    [InlineData("-delete")]
    [InlineData("--upload-pack=x")]
    [InlineData("a..b")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("/a")]
    [InlineData("a.")]
    [InlineData("a.lock")]
    [InlineData("a.lock/b")]
    [InlineData("a/.b")]
    [InlineData("a b")]
    [InlineData("a~1")]
    [InlineData("a^")]
    [InlineData("a:b")]
    [InlineData("a?")]
    [InlineData("a*")]
    [InlineData("a[b]")]
    [InlineData("a\\b")]
    [InlineData("a@{1}")]
    [InlineData("@")]
    [InlineData("HEAD")]
    [InlineData("a\u007fb")]
    public void A_base_branch_that_Git_would_refuse_or_misread_is_refused(string branch) => Assert.StartsWith(
        "must be the name of a branch, such as 'main', not '",
        Error(Some.Request() with { BaseBranch = branch }, "baseBranch"),
        StringComparison.Ordinal);

    [Fact]
    public void A_base_branch_has_at_most_200_characters()
    {
        Assert.Null(Error(Some.Request() with { BaseBranch = Long(200) }, "baseBranch"));
        Assert.NotNull(Error(Some.Request() with { BaseBranch = Long(201) }, "baseBranch"));
    }

    [Fact]
    public void No_accepted_branch_can_be_taken_for_an_option_or_leave_its_folder() => Property.Holds(
        Property.HostileText,
        text => Error(Some.Request() with { BaseBranch = text }, "baseBranch") is not null
            || (text[0] != '-' && !text.Contains("..", StringComparison.Ordinal) && !text.Any(char.IsControl) && !text.Contains(' ')));

    [Theory]
    [InlineData("team", "shop", null)]
    [InlineData("a.b-c_9", "two words = fine", null)]
    [InlineData("", "x", "has a name '': use 1 to 60 letters, digits, dots, dashes or underscores.")]
    [InlineData("my team", "x", "has a name 'my team': use 1 to 60 letters, digits, dots, dashes or underscores.")]
    [InlineData("team", null, "has a value of 'team' that is no text of 1 to 100 characters.")]
    [InlineData("team", "\0 \n", "has a blank value of 'team': give a text of 1 to 100 characters.")]
    public void Labels_are_names_with_a_short_text(string name, string? value, string? error) =>
        Assert.Equal(error, Error(Labelled((name, value!)), "labels"));

    [Fact]
    public void There_are_at_most_10_labels_of_100_characters_without_a_credential_in_them()
    {
        var many = Enumerable.Range(0, 11).Select(number => ($"n{number}", "x")).ToArray();

        Assert.Null(Error(Labelled(many[..10]), "labels"));
        Assert.Equal("has 11 entries; at most 10 are allowed.", Error(Labelled(many), "labels"));
        Assert.NotNull(Error(Labelled(("team", Long(101))), "labels"));
        var kept = WorkflowRequestValidator.Sanitise(Labelled(("z", "https://u:hunter2@host/x"), ("a", "one\ntwo"))).Labels!;
        Assert.Equal([("a", "one two"), ("z", "https://[redacted]@host/x")], kept.Select(label => (label.Key, label.Value)));
    }

    [Theory]
    [InlineData("claude-code", null, null)]
    [InlineData(null, "dotnet run agent.cs", null)]
    [InlineData(null, "curl -H 'Authorization: Bearer $TOKEN' https://u:${PASSWORD}@h %SECRET%", null)]
    [InlineData(null, null, "needs a name or a command.")]
    [InlineData("", "", "needs a name or a command.")]
    [InlineData("a", "b", "has both a name and a command: give one of them.")]
    [InlineData("a b", null, "'a b' is no name: use 1 to 60 letters, digits, dots, dashes or underscores.")]
    [InlineData("codex\n", null, "'codex' is no name: use 1 to 60 letters, digits, dots, dashes or underscores.")]
    [InlineData("../x", null, "'../x' is no name: use 1 to 60 letters, digits, dots, dashes or underscores.")]
    [InlineData(null, "  ", "has a command that is blank: give a command line.")]
    [InlineData(null, "a\0b", "has a command that holds a NUL character, which no command line can.")]
    [InlineData(
        null, "agent --repo https://me:hunter2@host/x",
        "has a command that holds what looks like a credential. It would be kept in the history: "
            + "put it into an environment variable and name that.")]
    public void An_agent_is_a_name_or_a_command(string? name, string? command, string? error)
    {
        var agent = new AgentSelector(name, command);

        Assert.Equal(error, Error(Some.Request() with { Agent = agent }, "agent"));
        Assert.Equal(
            error is null ? null : "[1] " + error,
            Error(Some.Request() with { FallbackAgents = [new AgentSelector("codex"), agent] }, "fallbackAgents"));
    }

    [Fact]
    public void An_agent_must_be_given()
    {
        Assert.Equal("is missing: give {\"name\": \"…\"} or {\"command\": \"…\"}.", Error(Some.Request() with { Agent = null! }, "agent"));
        Assert.Equal(
            "has a command that has 4,097 characters; at most 4,096 are allowed.",
            Error(Some.Request() with { Agent = new AgentSelector(Command: Long(4_097)) }, "agent"));
        Assert.EndsWith("letters, digits, dots, dashes or underscores.",
            Error(Some.Request() with { Agent = new AgentSelector(Long(61)) }, "agent"), StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_at_most_five_fallback_agents()
    {
        var agents = Enumerable.Repeat(new AgentSelector("codex"), 6).ToList();

        Assert.Null(Error(Some.Request() with { FallbackAgents = agents[..5] }, "fallbackAgents"));
        Assert.Equal("has 6 entries; at most 5 are allowed.", Error(Some.Request() with { FallbackAgents = agents }, "fallbackAgents"));
        Assert.Equal("must be a list, not null.", Error(Some.Request() with { FallbackAgents = null! }, "fallbackAgents"));
        Assert.StartsWith(
            "[0] is missing", Error(Some.Request() with { FallbackAgents = [null!] }, "fallbackAgents"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tests", "dotnet test", 1, null)]
    [InlineData("tests", "dotnet test", 1800, null)]
    [InlineData("a.b_c-1", "true", 600, null)]
    [InlineData("tests", "dotnet test", 0, "[0] 'tests': timeLimitSeconds must be 1 to 1800, not 0.")]
    [InlineData("tests", "dotnet test", 1801, "[0] 'tests': timeLimitSeconds must be 1 to 1800, not 1801.")]
    [InlineData("tests", "", 600, "[0] 'tests': the command is missing: give a command line.")]
    [InlineData("tests", null, 600, "[0] 'tests': the command is missing: give a command line.")]
    [InlineData("tests", "a\0b", 600, "[0] 'tests': the command holds a NUL character, which no command line can.")]
    [InlineData(null, "true", 600, "[0] '' is no name: use 1 to 60 letters, digits, dots, dashes or underscores.")]
    [InlineData("two words", "true", 600, "[0] 'two words' is no name: use 1 to 60 letters, digits, dots, dashes or underscores.")]
    [InlineData("tests\n", "true", 600, "[0] 'tests' is no name: use 1 to 60 letters, digits, dots, dashes or underscores.")]
    public void A_gate_has_a_name_a_command_and_a_time_limit(string? name, string? command, int seconds, string? error) =>
        Assert.Equal(error, Error(Some.Request() with { Gates = [new GateSpec(name!, command!, seconds)] }, "gates"));

    [Fact]
    public void Gates_are_at_most_twenty_with_a_name_each()
    {
        var gates = Enumerable.Range(1, 21).Select(number => new GateSpec($"gate{number}", "true")).ToList();

        Assert.Null(Error(Some.Request() with { Gates = gates[..20] }, "gates"));
        Assert.Equal("has 21 entries; at most 20 are allowed.", Error(Some.Request() with { Gates = gates }, "gates"));
        Assert.Equal("must be a list, not null.", Error(Some.Request() with { Gates = null! }, "gates"));
        Assert.Equal("[0] must have a name and a command.", Error(Some.Request() with { Gates = [null!] }, "gates"));
        Assert.Equal(
            "has two gates named 'Tests': each needs a name of its own.",
            Error(Some.Request() with { Gates = [new GateSpec("Tests", "true"), new GateSpec("x", "true"), new GateSpec("tests", "true")] },
                "gates"));
    }

    [Fact]
    public void A_gate_may_take_ten_minutes_unless_told_otherwise() => Assert.Equal(600, new GateSpec("a", "b").TimeLimitSeconds);

    [Theory]
    [InlineData(MergePolicy.Auto, null)]
    [InlineData(MergePolicy.AfterApproval, null)]
    [InlineData(MergePolicy.Never, null)]
    [InlineData((MergePolicy)3, "must be auto, after_approval or never.")]
    public void A_merge_policy_is_one_of_three(MergePolicy policy, string? error) =>
        Assert.Equal(error, Error(Some.Request() with { Merge = policy }, "merge"));

    [Theory]
    [InlineData(0.01, null)]
    [InlineData(30, null)]
    [InlineData(0, "must be more than 0 and at most 30 minutes, not 0.")]
    [InlineData(-1, "must be more than 0 and at most 30 minutes, not -1.")]
    [InlineData(30.5, "must be more than 0 and at most 30 minutes, not 30.5.")]
    [InlineData(double.NaN, "must be more than 0 and at most 30 minutes, not NaN.")]
    [InlineData(double.PositiveInfinity, "must be more than 0 and at most 30 minutes, not Infinity.")]
    public void Minutes_are_within_the_operators_maximum(double minutes, string? error)
    {
        Assert.Equal(error, Error(Some.Request() with { StateTimeoutMinutes = minutes }, "stateTimeoutMinutes"));
        Assert.Equal(error, Error(Some.Request() with { AgentSilenceMinutes = minutes }, "agentSilenceMinutes"));
    }

    [Fact]
    public void An_operator_can_raise_the_maximum()
    {
        var raised = new WorkflowLimits { MaxStateTimeoutMinutes = 120 };

        Assert.Null(Error(Some.Request() with { StateTimeoutMinutes = 120, AgentSilenceMinutes = 90 }, "stateTimeoutMinutes", raised));
        Assert.Equal(
            "must be more than 0 and at most 120 minutes, not 121.",
            Error(Some.Request() with { StateTimeoutMinutes = 121 }, "stateTimeoutMinutes", raised));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(3, null)]
    [InlineData(4, "must be 0 to 3, not 4.")]
    [InlineData(-1, "must be 0 to 3, not -1.")]
    public void Retries_are_at_most_three_and_zero_means_none(int retries, string? error) =>
        Assert.Equal(error, Error(Some.Request() with { MaxRetries = retries }, "maxRetries"));

    [Theory]
    [InlineData(0, null)]
    [InlineData(10, null)]
    [InlineData(11, "must be 0 to 10, not 11.")]
    [InlineData(-1, "must be 0 to 10, not -1.")]
    public void Feedback_rounds_are_at_most_ten(int rounds, string? error) =>
        Assert.Equal(error, Error(Some.Request() with { MaxFeedbackRounds = rounds }, "maxFeedbackRounds"));

    [Theory]
    [InlineData(0.5, null)]
    [InlineData(30, null)]
    [InlineData(0, "must be more than 0 and at most 30 days, not 0.")]
    [InlineData(31, "must be more than 0 and at most 30 days, not 31.")]
    public void A_decision_may_take_thirty_days(double days, string? error) =>
        Assert.Equal(error, Error(Some.Request() with { DecisionDays = days }, "decisionDays"));

    [Theory]
    [InlineData("ann", null)]
    [InlineData("acme/web", null)]
    [InlineData("ann@example.org", null)]
    [InlineData("@ann", "has a reviewer '@ann': write a login such as ann, without @, or a team as org/team.")]
    [InlineData("acme/web/x", "has a reviewer 'acme/web/x': write a login such as ann, without @, or a team as org/team.")]
    public void A_reviewer_is_a_login_or_a_team(string reviewer, string? error) =>
        Assert.Equal(error, Error(WithPullRequest(new PullRequestSettings { Reviewers = [reviewer] }), "pullRequest"));

    [Theory]
    [InlineData(50, 20, null)]
    [InlineData(51, 1, "has a label 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx': use 1 to 50 characters on one line.")]
    [InlineData(0, 1, "has a label '': use 1 to 50 characters on one line.")]
    [InlineData(1, 21, "has 21 labels; at most 20 are allowed.")]
    public void Labels_are_short_and_few(int length, int count, string? error) => Assert.Equal(
        error,
        Error(WithPullRequest(new PullRequestSettings { Labels = [.. Enumerable.Repeat(Long(length), count)] }), "pullRequest"));

    [Fact]
    public void Nothing_is_asked_for_that_is_null() => Assert.Equal(
        "has a label or a reviewer that is null.",
        Error(WithPullRequest(new PullRequestSettings { Reviewers = [null!] }), "pullRequest"));

    [Fact]
    public void A_draft_is_not_merged_automatically()
    {
        var draft = WithPullRequest(new PullRequestSettings { Draft = true });

        Assert.StartsWith("is a draft, which nothing merges", Error(draft, "pullRequest"), StringComparison.Ordinal);
        Assert.Null(Error(draft with { Merge = MergePolicy.AfterApproval }, "pullRequest"));
    }

    [Fact]
    public void An_actor_has_at_most_200_characters()
    {
        Assert.Null(Error(Some.Request() with { Actor = Long(200) }, "actor"));
        Assert.Equal("must have at most 200 characters.", Error(Some.Request() with { Actor = Long(201) }, "actor"));
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var errors = WorkflowRequestValidator.Validate(
            Some.Request() with { Requirement = "", Repository = "x", MaxRetries = 9,
                Gates = [new GateSpec("a", ""), new GateSpec("a", "b")] }, Limits);

        Assert.Equal(["gates", "maxRetries", "repository", "requirement"], errors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, errors["gates"].Length);
    }

    [Fact]
    public void Sanitising_removes_control_characters_and_credentials()
    {
        var secret = "ghp_" + Long(36);

        var clean = WorkflowRequestValidator.Sanitise(
            Some.Request() with { Requirement = $"Use \e[1m{secret}\e[0m\0.", Actor = $" me\r\n{secret} " });

        Assert.Equal("Use [redacted].", clean.Requirement);
        Assert.Equal("me [redacted]", clean.Actor);
        Assert.Null(WorkflowRequestValidator.Sanitise(Some.Request() with { Actor = " " }).Actor);
        Assert.Null(WorkflowRequestValidator.Sanitise(Some.Request()).Actor);
    }

    [Fact]
    public void Whatever_is_asked_for_the_answer_is_errors_and_no_exception() => Property.Holds(
        from requirement in Property.HostileText.Generator
        from name in Property.HostileText.Generator
        from command in Property.HostileText.Generator
        select Some.Request() with
        {
            Requirement = requirement, Repository = command, BaseBranch = name, Actor = command,
            Agent = new AgentSelector(name, null), FallbackAgents = [new AgentSelector(null, command)],
            Gates = [new GateSpec(name, command)],
            PullRequest = new PullRequestSettings { Labels = [requirement], Reviewers = [name] },
        },
        request => WorkflowRequestValidator.Validate(request, Limits).Values.All(messages => messages.All(
            message => Property.IsWellFormed(message) && !message.Any(char.IsControl) && message.EndsWith('.'))));
}
