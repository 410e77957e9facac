using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway pr</c>: the pull requests that a repository keeps as refs.</summary>
internal sealed class PullRequestCommand : Command
{
    /// <summary>Makes the verb and those below it.</summary>
    public PullRequestCommand(CliEnvironment environment)
        : base("pr", "List, show, merge and comment on the pull requests that a repository keeps itself. Needs no host.")
    {
        Add(new PullRequestListCommand(environment));
        Add(new PullRequestShowCommand(environment));
        Add(new PullRequestMergeCommand(environment));
        Add(new PullRequestCommentCommand(environment));
    }
}
