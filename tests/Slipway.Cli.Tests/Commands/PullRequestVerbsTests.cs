using System.Text.Json;
using Slipway.Cli.Tests.Doubles;
using Slipway.Core.Ports;

namespace Slipway.Cli.Tests.Commands;

public sealed class PullRequestVerbsTests
{
    private static readonly PullRequestText Text = new("Change a", "## Why\n\nAs asked.");

    [Fact]
    public async Task Open_pull_requests_are_listed_a_line_each_and_others_on_request()
    {
        using var cli = await WithPullRequestsAsync("wf-1", "wf-second");
        Assert.Equal(0, await cli.InvokeAsync("pr", "merge", "1"));
        cli.Output.GetStringBuilder().Clear();

        Assert.Equal(0, await cli.InvokeAsync("pr", "list"));
        Assert.Matches("^#2 +open +[0-9.]+ m?s +slipway/wf-second -> main  wf-second  Change a\n$", Printed(cli));

        Assert.Equal(0, await cli.InvokeAsync("pr", "list", "--state", "all"));
        Assert.Matches("^#1 +merged +[0-9.]+ m?s +slipway/wf-1 -> main       wf-1       Change a\n#2 +open ", Printed(cli));

        Assert.Equal(0, await cli.InvokeAsync("pr", "list", "--state", "closed"));
        Assert.Empty(Printed(cli));
        Assert.Contains("None of 2 pull requests is closed", cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_can_be_JSON()
    {
        using var cli = await WithPullRequestsAsync("wf-1");

        Assert.Equal(0, await cli.InvokeAsync("pr", "list", "--json"));

        var pull = Assert.Single(JsonDocument.Parse(Printed(cli)).RootElement.GetProperty("pullRequests").EnumerateArray());
        Assert.Equal((1, "slipway/wf-1", "main", "open"), (
            pull.GetProperty("number").GetInt32(), pull.GetProperty("branch").GetString(), pull.GetProperty("baseBranch").GetString(),
            pull.GetProperty("state").GetString()));
        Assert.Equal(ProposedChange.Git(cli, "rev-parse", "slipway/wf-1"), pull.GetProperty("headSha").GetString());
    }

    [Fact]
    public async Task One_is_shown_with_its_change_and_what_was_said_about_it()
    {
        using var cli = await WithPullRequestsAsync("wf-1");
        Assert.Equal(0, await cli.InvokeAsync("pr", "comment", "1", "Why not two?\nOr three?"));
        Assert.Equal("#1  comment of Ada <ada@example.org> kept\n", Printed(cli));

        Assert.Equal(0, await cli.InvokeAsync("pr", "show", "1", "--diff"));

        var shown = Printed(cli);
        Assert.StartsWith("#1 Change a\n", shown, StringComparison.Ordinal);
        Assert.Matches("State +open, opened ", shown);
        Assert.Matches("Branch +slipway/wf-1 -> main\n", shown);
        Assert.Matches($"Head +{ProposedChange.Git(cli, "rev-parse", "slipway/wf-1")}\n", shown);
        Assert.Matches("Change +1 file, \\+1 -1\n", shown);
        Assert.Contains("\n## Why\n\nAs asked.\n", shown, StringComparison.Ordinal);
        Assert.Matches("Ada <ada@example.org>, [0-9: -]+Z:\n  Why not two\\?\n  Or three\\?\n", shown);
        Assert.EndsWith("\n-one\n+wf-1\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_can_be_shown_as_JSON_with_its_patch()
    {
        using var cli = await WithPullRequestsAsync("wf-1");
        await cli.InvokeAsync("pr", "comment", "1", "Fine");
        Printed(cli);

        Assert.Equal(0, await cli.InvokeAsync("pr", "show", "1", "--json", "--diff"));

        var shown = JsonDocument.Parse(Printed(cli)).RootElement;
        Assert.Equal("wf-1", shown.GetProperty("pullRequest").GetProperty("workflowId").GetString());
        Assert.Equal("Fine", Assert.Single(shown.GetProperty("comments").EnumerateArray()).GetProperty("text").GetString());
        Assert.Equal(1, shown.GetProperty("diff").GetProperty("insertions").GetInt32());
        Assert.Contains("+wf-1", shown.GetProperty("patch").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merge_says_its_commit_and_a_second_one_says_the_same()
    {
        using var cli = await WithPullRequestsAsync("wf-1");
        var head = ProposedChange.Git(cli, "rev-parse", "slipway/wf-1");

        Assert.Equal(0, await cli.InvokeAsync("pr", "merge", "1", "--head", head[..8]));
        var merged = Printed(cli);
        Assert.Equal(0, await cli.InvokeAsync("pr", "merge", "1"));

        Assert.Equal($"#1  merged into main  {ProposedChange.Git(cli, "rev-parse", "main")}\n", merged);
        Assert.Equal(merged, Printed(cli));
        Assert.Equal("wf-1\n", await File.ReadAllTextAsync(Path.Combine(cli.Path, "a.txt")));
    }

    [Fact]
    public async Task A_conflict_is_refused_with_its_files_and_nothing_changes()
    {
        using var cli = await WithPullRequestsAsync("wf-1");
        ProposedChange.Commit(cli, "a.txt", "another\n");
        var main = ProposedChange.Git(cli, "rev-parse", "main");

        Assert.Equal(2, await cli.InvokeAsync("pr", "merge", "1"));

        Assert.Matches("conflicts with 'main' in: a.txt.*\\(SLW2006\\)", cli.Error.ToString());
        Assert.Equal((main, ""), (ProposedChange.Git(cli, "rev-parse", "main"), Printed(cli)));
    }

    [Theory]
    [InlineData("no pull request 7", "pr", "show", "7")]
    [InlineData("no pull request 0", "pr", "merge", "0")]
    [InlineData("no pull request 7", "pr", "comment", "7", "Why?")]
    [InlineData("1 to 10,000 characters", "pr", "comment", "1", " ")]
    [InlineData("7 of its first", "pr", "merge", "1", "--head", "abc")]
    [InlineData("does not exist", "pr", "list", "--repo", "nowhere")]
    [InlineData("Clone it first", "pr", "list", "--repo", "https://example.org/shop.git")]
    [InlineData("--repo is empty", "pr", "list", "--repo", "")]
    [InlineData("slipway pr show --help", "pr", "show", "first")]
    [InlineData("'soon'", "pr", "list", "--state", "soon")]
    public async Task What_cannot_be_done_is_said_with_exit_code_2(string words, params string[] line)
    {
        using var cli = await WithPullRequestsAsync("wf-1");

        Assert.Equal(2, await cli.InvokeAsync(line));

        Assert.Contains(words, cli.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Printed(cli));
    }

    [Fact]
    public async Task A_directory_without_a_repository_and_one_on_GitHub_say_what_to_do()
    {
        using var cli = new CliRun { Time = TimeProvider.System };

        Assert.Equal(2, await cli.InvokeAsync("pr", "list"));
        Assert.Contains("is not a Git repository", cli.Error.ToString(), StringComparison.Ordinal);

        ProposedChange.MakeRepository(cli);
        Assert.Equal(0, await cli.InvokeAsync("pr", "list"));
        Assert.Contains("keeps no pull requests", cli.Error.ToString(), StringComparison.Ordinal);

        ProposedChange.Git(cli, "remote", "add", "origin", "https://github.com/acme/shop.git");
        Assert.Equal(2, await cli.InvokeAsync("pr", "list"));
        Assert.Contains("https://github.com/acme/shop/pulls", cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_others_wrote_reaches_the_terminal_as_a_command()
    {
        using var cli = new CliRun { Time = TimeProvider.System };
        ProposedChange.MakeRepository(cli);
        await ProposedChange.OpenAsync(cli, "wf-1", new PullRequestText("Ti\e]0;owned\atle", "Bo\e[31mdy\u202E"));
        ProposedChange.Git(cli, "config", "user.name", "A\e[1mda");
        await cli.InvokeAsync("pr", "comment", "1", "Com\e[2Jment");

        await cli.InvokeAsync("pr", "list");
        await cli.InvokeAsync("pr", "show", "1");

        var printed = Printed(cli);
        Assert.DoesNotContain(printed, character => char.IsControl(character) && character != '\n');
        Assert.DoesNotContain('\u202E', printed);
        Assert.Contains("Body", printed, StringComparison.Ordinal);
        Assert.Contains("  Comment\n", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("show")]
    [InlineData("merge")]
    [InlineData("comment")]
    public async Task Every_verb_explains_itself_with_an_example(string verb)
    {
        using var cli = new CliRun();

        Assert.Equal(0, await cli.InvokeAsync("pr", verb, "--help"));

        Assert.Contains($"Examples:\n  slipway pr {verb}", cli.Output.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private static async Task<CliRun> WithPullRequestsAsync(params string[] workflowIds)
    {
        var cli = new CliRun { Time = TimeProvider.System };
        ProposedChange.MakeRepository(cli);
        foreach (var id in workflowIds)
        {
            await ProposedChange.OpenAsync(cli, id, Text);
        }

        return cli;
    }

    /// <summary>What went to standard output since the last time.</summary>
    private static string Printed(CliRun cli)
    {
        var printed = cli.Output.ToString().ReplaceLineEndings("\n");
        cli.Output.GetStringBuilder().Clear();
        return printed;
    }
}
