using System.CommandLine;
using Slipway.Cli.Display;
using Slipway.Core.Ports;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway pr merge</c>: merges a pull request as a workflow does.</summary>
internal sealed class PullRequestMergeCommand : PullRequestVerb
{
    private readonly Argument<int> _number = NumberArgument();
    private readonly Option<string?> _head = new("--head")
    {
        Description = "The head that you looked at, or its first 7 characters or more; another one is refused. Default: the one it has.",
        HelpName = "SHA",
    };

    /// <summary>Makes the verb.</summary>
    public PullRequestMergeCommand(CliEnvironment environment)
        : base("merge", "Merge a pull request into its base branch. The merge commit is written.", environment,
            "slipway pr merge 3", "slipway pr merge 3 --head 3f9c2ab --repo ~/shop")
    {
        Add(_number);
        Add(_head);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(
        ParseResult input, IKeptPullRequests pulls, string repository, CancellationToken cancellationToken)
    {
        var merged = await pulls.MergeAsync(repository, input.GetValue(_number), input.GetValue(_head)?.Trim(), cancellationToken);
        await Environment.Output.WriteLineAsync(
            $"#{merged.Number}  merged into {SafeText.Line(merged.BaseBranch)}  {SafeText.Line(merged.MergeSha)}");
        return ExitCode.Ok;
    }
}
