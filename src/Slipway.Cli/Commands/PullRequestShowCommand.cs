using System.CommandLine;
using Slipway.Cli.Display;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway pr show</c>: one pull request, with its comments, and its change if asked for.</summary>
internal sealed class PullRequestShowCommand : PullRequestVerb
{
    private readonly Argument<int> _number = NumberArgument();
    private readonly Option<bool> _diff = new("--diff") { Description = "Show what it changes, too." };
    private readonly Option<bool> _json = JsonOption();

    /// <summary>Makes the verb.</summary>
    public PullRequestShowCommand(CliEnvironment environment)
        : base("show", "Show one pull request: what it says, what it changes, what was said about it.", environment,
            "slipway pr show 3", "slipway pr show 3 --diff --repo ~/shop", "slipway pr show 3 --json")
    {
        Add(_number);
        Add(_diff);
        Add(_json);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(
        ParseResult input, IKeptPullRequests pulls, string repository, CancellationToken cancellationToken)
    {
        var details = await pulls.GetAsync(repository, input.GetValue(_number), input.GetValue(_diff), cancellationToken);
        if (input.GetValue(_json))
        {
            await WriteJsonAsync(details);
            return ExitCode.Ok;
        }

        await WriteFactsAsync(details);
        if (details.Body.Length > 0)
        {
            await Environment.Output.WriteLineAsync();
            await WriteLinesAsync(Sanitiser.Text(details.Body), string.Empty);
        }

        foreach (var comment in details.Comments)
        {
            await Environment.Output.WriteLineAsync();
            await Environment.Output.WriteLineAsync(
                $"{SafeText.Line(comment.Author)} <{SafeText.Line(comment.Email)}>, {comment.Time:yyyy-MM-dd HH:mm}Z:");
            await WriteLinesAsync(Sanitiser.Text(comment.Text), "  ");
        }

        if (input.GetValue(_diff))
        {
            await Environment.Output.WriteLineAsync();
            await WriteLinesAsync(details.Patch ?? "The change cannot be told from its base branch any more.", string.Empty);
        }

        return ExitCode.Ok;
    }

    private async Task WriteFactsAsync(PullRequestDetails details)
    {
        var pull = details.PullRequest;
        await Environment.Output.WriteLineAsync($"#{pull.Number} {SafeText.Line(pull.Title, 400)}");
        await Environment.Output.WriteLineAsync();
        await FactAsync("State", $"{pull.State}{(pull.Draft == true ? ", a draft" : string.Empty)}, "
            + $"opened {pull.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm}Z"
            + (pull.MergedAt is { } merged ? $", merged {merged.UtcDateTime:yyyy-MM-dd HH:mm}Z" : string.Empty));
        await FactAsync("Branch", $"{pull.Branch} -> {pull.BaseBranch}");
        await FactAsync("Head", pull.HeadSha);
        if (pull.MergeSha is { } merge)
        {
            await FactAsync("Merge commit", merge);
        }

        await FactAsync("Workflow", pull.WorkflowId);
        if (pull.Labels is { } labels)
        {
            await FactAsync("Labels", string.Join(", ", labels));
        }

        if (pull.Reviewers is { } reviewers)
        {
            await FactAsync("Reviewers", string.Join(", ", reviewers));
        }

        if (details.Diff is { } diff)
        {
            await FactAsync("Change", $"{diff.Files} {(diff.Files == 1 ? "file" : "files")}, +{diff.Insertions} -{diff.Deletions}");
        }

        await FactAsync("Comments", $"{details.Comments.Count}");
    }

    private Task FactAsync(string name, string value) =>
        Environment.Output.WriteLineAsync($"  {name,-12}  {SafeText.Line(value, 400)}");

    private async Task WriteLinesAsync(string text, string indent)
    {
        using var reader = new StringReader(text.TrimEnd());
        while (await reader.ReadLineAsync() is { } line)
        {
            await Environment.Output.WriteLineAsync(indent + SafeText.Code(line));
        }
    }
}
