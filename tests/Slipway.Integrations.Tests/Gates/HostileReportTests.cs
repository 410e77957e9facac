using System.Text;
using Slipway.Core;

namespace Slipway.Integrations.Tests.Gates;

public sealed class HostileReportTests : IDisposable
{
    private readonly GateScene _scene = new();

    [Fact]
    public async Task A_report_that_would_block_its_reader_is_refused()
    {
        Command.Run("mkfifo", _scene.Worktree, "coverage.xml");

        var result = await Task.Run(() => _scene.RunAsync("coverage", "", "file=coverage.xml", "min=80"))
            .WaitAsync(TimeSpan.FromMinutes(2));

        Assert.False(result.Passed);
        Assert.Contains("is no ordinary file", result.Message + result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entities_are_not_expanded_and_files_not_fetched()
    {
        var bomb = new StringBuilder("<!DOCTYPE testsuite [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY f SYSTEM \"file:///etc/passwd\">");
        for (var level = 'b'; level < 'l'; level++)
        {
            bomb.Append($"<!ENTITY {level} \"{string.Concat(Enumerable.Repeat($"&{(char)(level - 1)};", 10))}\">");
        }

        _scene.Write("junit.xml", bomb + "]><testsuite><testcase name=\"x\"><failure>&k;&f;</failure></testcase></testsuite>");

        var result = await _scene.RunAsync("tests", "", "file=junit.xml");

        Assert.False(result.Passed);
        Assert.Contains("cannot be read", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elements_in_one_another_to_any_depth_end_in_a_verdict()
    {
        const int Depth = 200_000;
        _scene.Write("junit.xml", $"<testsuite><testcase name=\"x\">{Repeat("<a>", Depth)}{Repeat("</a>", Depth)}</testcase></testsuite>");
        _scene.Write("audit.json", Repeat("[", Depth) + Repeat("]", Depth));

        var xml = await _scene.RunAsync("tests", "", "file=junit.xml");
        Assert.False(xml.Passed);
        Assert.Contains("nested deeper than 100", xml.Message, StringComparison.Ordinal);
        Assert.False((await _scene.RunAsync("audit", "", "tool=sarif", "file=audit.json")).Passed);
    }

    [Fact]
    public async Task A_report_of_more_than_32_MiB_is_refused()
    {
        await using (var file = File.Create(Path.Combine(_scene.Worktree, "junit.xml")))
        {
            file.SetLength((32 * 1024 * 1024) + 1);
        }

        var result = await _scene.RunAsync("tests", "", "file=junit.xml");

        Assert.False(result.Passed);
        Assert.Contains("more than 32 MiB", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_out_of_the_worktree_is_not_followed()
    {
        var outside = _scene.Home.Make("outside");
        File.WriteAllText(Path.Combine(outside, "junit.xml"), "<testsuite><testcase name=\"secret\"/></testsuite>");
        File.CreateSymbolicLink(Path.Combine(_scene.Worktree, "file.xml"), Path.Combine(outside, "junit.xml"));
        Directory.CreateSymbolicLink(Path.Combine(_scene.Worktree, "folder"), outside);

        var byFile = await _scene.RunAsync("tests", "", "file=file.xml");
        var byFolder = await _scene.RunAsync("tests", "", "file=folder/junit.xml");
        var byPattern = await _scene.RunAsync("tests", "", "file=**/*.xml");

        Assert.Contains("leads out of the worktree", byFile.Message, StringComparison.Ordinal);
        Assert.Contains("leads out of the worktree", byFolder.Message, StringComparison.Ordinal);
        Assert.False(byPattern.Passed);
    }

    [Theory]
    [InlineData("../junit.xml")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b.xml")]
    public async Task A_path_out_of_the_worktree_is_no_setting(string path)
    {
        var error = await Assert.ThrowsAsync<SlipwayException>(() => _scene.RunAsync("tests", "", $"file={path}"));

        Assert.Equal(ErrorCodes.InvalidRequest, error.Code);
    }

    [Fact]
    public async Task Secrets_of_the_host_are_masked_in_what_is_kept_of_a_report()
    {
        using var home = new TestHome(("WebhookSecret", "hunter2-hunter2"));
        var worktree = home.Make("worktree");
        File.WriteAllText(
            Path.Combine(worktree, "junit.xml"),
            "<testsuite><testcase name=\"x\"><failure>hunter2-hunter2</failure></testcase></testsuite>");

        var result = await home.Gate.RunAsync(
            new Core.Ports.GateRun("wf-1", "gate", "", worktree, TimeSpan.FromMinutes(1))
            {
                Kind = "tests", Settings = new Dictionary<string, string> { ["file"] = "junit.xml" },
            },
            default);

        Assert.False(result.Passed);
        Assert.DoesNotContain("hunter2", result.Output + result.Message + home.ReadArtifact(result.Log), StringComparison.Ordinal);
    }

    public void Dispose() => _scene.Dispose();

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();
}
