using System.CommandLine;
using Slipway.Cli.Display;
using Slipway.Core.Ports;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway pr list</c>: the pull requests of a repository.</summary>
internal sealed class PullRequestListCommand : PullRequestVerb
{
    private const int MaxBranch = 60;
    private const int MaxWorkflow = 40;

    private readonly Option<bool> _json = JsonOption();
    private readonly Option<string> _state = new("--state")
    {
        Description = "Only those in this state; all for every one.",
        DefaultValueFactory = _ => "open",
    };

    /// <summary>Makes the verb.</summary>
    public PullRequestListCommand(CliEnvironment environment)
        : base("list", "List a repository's pull requests, oldest first, a line each.", environment,
            "slipway pr list", "slipway pr list --repo ~/shop --state all --json")
    {
        _state.AcceptOnlyFromAmong("open", "merged", "closed", "all");
        Add(_state);
        Add(_json);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(
        ParseResult input, IKeptPullRequests pulls, string repository, CancellationToken cancellationToken)
    {
        var state = input.GetValue(_state)!;
        var all = await pulls.ListAsync(repository, cancellationToken);
        var wanted = all.Where(pull => state == "all" || pull.State == state).ToList();
        if (input.GetValue(_json))
        {
            await WriteJsonAsync(new { pullRequests = wanted });
            return ExitCode.Ok;
        }

        var rows = wanted.ConvertAll(pull => (
            Pull: pull,
            Branches: $"{SafeText.Line(pull.Branch, MaxBranch)} -> {SafeText.Line(pull.BaseBranch, MaxBranch)}",
            Workflow: SafeText.Line(pull.WorkflowId, MaxWorkflow)));
        var (branches, workflow) = (rows.Max(row => (int?)row.Branches.Length) ?? 0, rows.Max(row => (int?)row.Workflow.Length) ?? 0);
        foreach (var row in rows)
        {
            var age = Durations.Format(Environment.Time.GetUtcNow() - row.Pull.CreatedAt);
            await Environment.Output.WriteLineAsync(
                $"{"#" + row.Pull.Number,-5}  {SafeText.Line(row.Pull.State, 12),-6}  {age,-11}  {row.Branches.PadRight(branches)}  "
                + $"{row.Workflow.PadRight(workflow)}  {SafeText.Line(row.Pull.Title, 60)}");
        }

        if (rows.Count == 0)
        {
            await Environment.Error.WriteLineAsync(
                state == "all" || all.Count == 0
                    ? "The repository keeps no pull requests. Workflows open them: see `slipway run`."
                    : $"None of {all.Count} pull requests is {state}; --state all lists them.");
        }

        return ExitCode.Ok;
    }
}
