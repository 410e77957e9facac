using System.CommandLine;
using Slipway.Cli.Connection;
using Slipway.Cli.Contract;
using Slipway.Cli.Hosting;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway run</c>: a requirement for a repository, from words to a merged pull request.</summary>
internal sealed class RunCommand : Verb
{
    private readonly Argument<string?> _requirement = new("requirement")
    {
        Description = "What is wanted, in words (at most 20000 characters). Not with --definition.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _definition = new("--definition")
    {
        Description = "Run this workflow definition instead: a file (YAML or JSON), or ID or ID@VERSION of one that the host has.",
        HelpName = "FILE|ID",
    };

    private readonly Option<string[]> _inputs = Assignments.Option("--input", "An input of the definition; repeat for more.");

    private readonly Option<string[]> _timeouts = new("--step-timeout")
    {
        Description = "The longest attempt of a step of the definition; repeat for more. Default: as the definition says.",
        HelpName = "step=45m",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string[]> _retries = new("--step-retries")
    {
        Description = "Attempts after the first of a step of the definition, 0 to 19; repeat for more. Default: as the definition says.",
        HelpName = "step=5",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _repo = new("--repo")
    {
        Description = "The Git repository's folder. A definition may do without.",
        HelpName = "PATH",
    };

    private readonly Option<string?> _agent = new("--agent") { Description = "The agent, by name.", HelpName = "NAME" };

    private readonly Option<string?> _agentCommand = new("--agent-command")
    {
        Description = "The agent, as any command line: the prompt comes on its standard input, its "
            + "working directory is a worktree of its own.",
        HelpName = "CMD",
    };

    private readonly Option<string?> _base = new("--base")
    {
        Description = "The branch to start from and merge into. Default: the one checked out.",
        HelpName = "BRANCH",
    };

    private readonly Option<string[]> _gates = new("--gate")
    {
        Description = "A command that must end with exit code 0 before the merge, or kind:KIND and its settings; repeat for more.",
        HelpName = "name=command",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _merge = new("--merge") { Description = "When to merge. Default: auto, once all gates pass." };

    private readonly Option<bool> _draft = new("--draft")
    {
        Description = "Open the pull request as a draft, which no workflow merges: with --merge after_approval or never.",
    };

    private readonly Option<string[]> _labels = new("--label")
    {
        Description = "A label of the pull request; repeat for more.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string[]> _reviewers = new("--reviewer")
    {
        Description = "Who is asked to review the pull request: a login, or a team as ORG/TEAM; repeat for more.",
        HelpName = "LOGIN",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<int?> _stateTimeout = new("--state-timeout")
    {
        Description = "The longest a state may take. Default: 30.",
        HelpName = "MINUTES",
    };

    private readonly Option<int?> _maxRetries = new("--max-retries")
    {
        Description = "Attempts after the first of each step. Default: 3; 0 means none.",
        HelpName = "N",
    };

    private readonly Option<int?> _feedbackRounds = new("--feedback-rounds")
    {
        Description = "How often the agent gets failed gates' output and tries again. Default: 3; 0 means never.",
        HelpName = "N",
    };

    private readonly Option<string[]> _budget = new("--budget")
    {
        Description = "What its agents may take, all together: costUsd, tokens, minutes or turns; repeat for more. Default: no limit.",
        HelpName = "costUsd=5",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string[]> _workflowLabels = new("--workflow-label")
    {
        Description = "A label of the workflow, to list it by; repeat for more.",
        HelpName = "name=value",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<int?> _priority = new("--priority")
    {
        Description = "Who goes first when not all can run at once: higher before lower, -100 to 100. Default: 0.",
        HelpName = "N",
    };

    /// <summary>Makes the verb.</summary>
    public RunCommand(CliEnvironment environment)
        : base(
            "run",
            "Drive a requirement for a repository to a merged pull request, or run a workflow definition, and show it.",
            environment,
            "slipway run --repo . --agent-command \"claude -p\" --gate \"tests=dotnet test\" \"Add a --version option\"",
            "slipway run --repo ~/shop --agent claude-code --base main --merge after_approval \"Validate the postal code\"",
            "slipway run --definition release.yaml --input version=1.4.0 --repo .")
    {
        _merge.AcceptOnlyFromAmong("auto", "after_approval", "never");
        Add(_requirement);
        Option[] options =
        [
            _repo, _agent, _agentCommand, _base, _gates, _merge, _draft, _labels, _reviewers, _stateTimeout, _maxRetries,
            _feedbackRounds, _budget, _priority, _workflowLabels, _definition, _inputs, _timeouts, _retries,
        ];
        foreach (var option in options)
        {
            Add(option);
        }
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var url = input.GetValue(GlobalOptions.Url);
        var remote = HostAddress.IsStated(Environment, url) ? AddressOf(input) : null;
        var isLocal = remote?.Url.IsLoopback ?? true;
        if (input.GetValue(_definition) is { } definition)
        {
            var run = ReadDefinition(input, definition, isLocal);
            await using var host = await SessionAsync(input, remote, cancellationToken);
            return await new WorkflowRun(Environment, host, HostOptionsOf(input)).ExecuteAsync(run, cancellationToken);
        }

        var request = ReadRequest(input, isLocal);
        if (request.Gates.Count == 0)
        {
            await Environment.Error.WriteLineAsync("slipway: no --gate is given, so nothing checks the change before the merge");
        }

        await using var session = await SessionAsync(input, remote, cancellationToken);
        return await new WorkflowRun(Environment, session, HostOptionsOf(input)).ExecuteAsync(request, cancellationToken);
    }

    private Task<HostSession> SessionAsync(ParseResult input, HostAddress? remote, CancellationToken cancellationToken) =>
        remote is not null
        ? Task.FromResult(HostSession.Use(remote))
        : HostSession.OpenAsync(Environment, DataOf(input), KeyOf(input), cancellationToken);

    private DefinitionStartRequest ReadDefinition(ParseResult input, string definition, bool isLocal)
    {
        Option[] others = [_gates, _merge, _draft, _labels, _reviewers, _stateTimeout, _maxRetries, _feedbackRounds];
        if (input.GetValue(_requirement) is not null || Array.Exists(others, option => input.GetResult(option) is { Implicit: false }))
        {
            throw CliException.BadInput(
                "a definition says what is done: besides --definition give only --input, --step-timeout, --step-retries, --repo, "
                + "--base, --agent or --agent-command, --budget, --priority and --workflow-label");
        }

        var repository = input.GetValue(_repo) is { } path && isLocal ? ReadRepository(path) : input.GetValue(_repo);
        return new DefinitionStartRequest
        {
            Definition = DefinitionFile.Read(definition, Environment.CurrentDirectory),
            Inputs = Assignments.Read(input, _inputs),
            Timeouts = Assignments.Read(input, _timeouts),
            Retries = Assignments.Read(input, _retries),
            Repository = repository,
            BaseBranch = input.GetValue(_base),
            Agent = ReadAgent(input, repository, isLocal),
            Budget = BudgetChoice.Parse(Assignments.Read(input, _budget)),
            Priority = InRange("--priority", input.GetValue(_priority), -100, 100),
            Labels = Assignments.ReadTexts(input, _workflowLabels),
            Actor = Environment.ClaimedActor,
        };
    }

    private StartRequest ReadRequest(ParseResult input, bool isLocal)
    {
        var repository = input.GetValue(_repo)
            ?? throw CliException.BadInput("which repository? Give --repo PATH, the folder of a Git repository");
        repository = isLocal ? ReadRepository(repository) : repository;
        Option[] ofDefinitions = [_inputs, _timeouts, _retries];
        if (Array.Find(ofDefinitions, option => input.GetResult(option) is not null) is { } misplaced)
        {
            throw CliException.BadInput($"{misplaced.Name} goes with --definition only");
        }

        return new StartRequest
        {
            Requirement = ReadRequirement(input.GetValue(_requirement)
                ?? throw CliException.BadInput("what is wanted? Say it in words, or give --definition FILE")),
            Repository = repository,
            BaseBranch = input.GetValue(_base),
            Agent = ReadAgent(input, repository, isLocal)
                ?? throw CliException.BadInput("who is to do it? Give --agent NAME, or --agent-command CMD for any command line"),
            Gates = GateChoice.Parse(input.GetValue(_gates) ?? []),
            Merge = input.GetValue(_merge),
            PullRequest = PullRequestChoice.Of(input.GetValue(_draft), input.GetValue(_labels), input.GetValue(_reviewers)),
            StateTimeoutMinutes = InRange("--state-timeout", input.GetValue(_stateTimeout), 1, 525_600),
            MaxRetries = InRange("--max-retries", input.GetValue(_maxRetries), 0, 100),
            MaxFeedbackRounds = InRange("--feedback-rounds", input.GetValue(_feedbackRounds), 0, 100),
            Budget = BudgetChoice.Parse(Assignments.Read(input, _budget)),
            Priority = InRange("--priority", input.GetValue(_priority), -100, 100),
            Labels = Assignments.ReadTexts(input, _workflowLabels),
            Actor = Environment.ClaimedActor,
        };
    }

    private AgentChoice? ReadAgent(ParseResult input, string? repository, bool isLocal)
    {
        var agent = AgentChoice.Parse(input.GetValue(_agent), input.GetValue(_agentCommand));
        return isLocal ? agent?.Rooted(Environment.CurrentDirectory, repository) : agent;
    }

    private static string ReadRequirement(string text) => text.Trim().Length switch
    {
        0 => throw CliException.BadInput("the requirement is empty; say in words what is wanted"),
        > StartRequest.MaxRequirementLength => throw CliException.BadInput(
            $"the requirement has {text.Trim().Length} characters; at most {StartRequest.MaxRequirementLength}. "
            + "Put the detail in a file of the repository"),
        _ => text.Trim(),
    };

    private string ReadRepository(string path)
    {
        var full = Path.GetFullPath(path, Environment.CurrentDirectory);
        return Directory.Exists(full)
            ? full
            : throw CliException.BadInput($"there is no folder {full}; --repo takes the folder of a Git repository");
    }

    private static int? InRange(string option, int? value, int min, int max) =>
        value is null || (value >= min && value <= max)
            ? value
            : throw CliException.BadInput($"{option} {value} is out of range; expected {min} to {max}");

    private string? KeyOf(ParseResult input)
    {
        var key = input.GetValue(GlobalOptions.Key) ?? Environment.Variable("SLIPWAY_KEY");
        return string.IsNullOrWhiteSpace(key) ? null : key.Trim();
    }
}
