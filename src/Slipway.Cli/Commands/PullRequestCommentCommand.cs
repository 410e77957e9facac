using System.CommandLine;
using Slipway.Cli.Display;
using Slipway.Core.Ports;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway pr comment</c>: keeps a comment with a pull request.</summary>
internal sealed class PullRequestCommentCommand : PullRequestVerb
{
    private readonly Argument<int> _number = NumberArgument();
    private readonly Argument<string> _text = new("TEXT") { Description = "What to say, in Markdown; at most 10,000 characters." };

    /// <summary>Makes the verb.</summary>
    public PullRequestCommentCommand(CliEnvironment environment)
        : base("comment", "Comment on a pull request, in the name that Git has of you (user.name, user.email).", environment,
            "slipway pr comment 3 \"The postal code may have letters.\"", "slipway pr comment 3 --repo ~/shop \"$(cat review.md)\"")
    {
        Add(_number);
        Add(_text);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(
        ParseResult input, IKeptPullRequests pulls, string repository, CancellationToken cancellationToken)
    {
        var number = input.GetValue(_number);
        var comment = await pulls.CommentAsync(repository, number, input.GetValue(_text)!, cancellationToken);
        await Environment.Output.WriteLineAsync(
            $"#{number}  comment of {SafeText.Line(comment.Author)} <{SafeText.Line(comment.Email)}> kept");
        return ExitCode.Ok;
    }
}
