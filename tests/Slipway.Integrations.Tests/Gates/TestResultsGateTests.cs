namespace Slipway.Integrations.Tests.Gates;

public sealed class TestResultsGateTests : IDisposable
{
    private const string JUnit = """
        <testsuites><testsuite name="cart">
          <testcase classname="CartTests" name="adds" time="0.1"/>
          <testcase classname="CartTests" name="removes"><failure message="expected 1, was 2">expected 1, was 2
            at CartTests.removes(cart.js:12)</failure></testcase>
          <testcase classname="CartTests" name="crashes"><error type="TypeError">undefined is no function</error></testcase>
          <testcase classname="CartTests" name="later"><skipped/></testcase>
        </testsuite></testsuites>
        """;

    private const string Trx = """
        <?xml version="1.0" encoding="utf-8"?>
        <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
          <UnitTestResult testName="Shop.CartTests.Adds" outcome="Passed"/>
          <UnitTestResult testName="Shop.CartTests.Later" outcome="NotExecuted"/>
          <UnitTestResult testName="Shop.CartTests.Removes" outcome="Failed"><Output><ErrorInfo>
            <Message>Assert.Equal() Failure</Message><StackTrace>   at Shop.CartTests.Removes() in Cart.cs:line 7</StackTrace>
          </ErrorInfo></Output></UnitTestResult>
        </Results></TestRun>
        """;

    private readonly GateScene _scene = new();

    [Fact]
    public async Task Failures_of_JUnit_are_told_with_their_place()
    {
        _scene.Write("junit.xml", JUnit);

        var result = await _scene.RunAsync("tests", "exit 1", "file=junit.xml");

        Assert.Equal((false, 1), (result.Passed, result.ExitCode));
        Assert.Contains("1 of 4 tests passed, 2 failed, 1 skipped: CartTests.removes", result.Message, StringComparison.Ordinal);
        Assert.Contains(
            "- CartTests.removes\n    expected 1, was 2\n    at CartTests.removes(cart.js:12)\n", Flat(result.Output),
            StringComparison.Ordinal);
        Assert.Contains("undefined is no function", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failures_of_TRX_are_told_with_their_place()
    {
        _scene.Write("TestResults/run.trx", Trx);

        var result = await _scene.RunAsync("tests", "", "file=TestResults/*.trx");

        Assert.False(result.Passed);
        Assert.Contains("1 of 3 tests passed, 1 failed, 1 skipped: Shop.CartTests.Removes", result.Message, StringComparison.Ordinal);
        Assert.Contains("Assert.Equal() Failure", result.Output, StringComparison.Ordinal);
        Assert.Contains("Cart.cs:line 7", result.Output, StringComparison.Ordinal);
        Assert.Contains("<TestRun", _scene.Home.ReadArtifact(result.Log), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("echo the process crashed; exit 3", false)]
    public async Task A_report_without_failures_passes_unless_the_command_failed(string command, bool passed)
    {
        _scene.Write("junit.xml", "<testsuite><testcase name=\"one\"/></testsuite>");

        var result = await _scene.RunAsync("tests", command, "file=junit.xml");

        Assert.Equal(passed, result.Passed);
        Assert.Equal(!passed, result.Output.Contains("the process crashed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_test_at_all_does_not_pass()
    {
        _scene.Write("junit.xml", "<testsuites/>");

        var result = await _scene.RunAsync("tests", "", "file=junit.xml");

        Assert.False(result.Passed);
        Assert.Contains("no test ran", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_many_fail_the_agent_is_told_eight_kilobytes()
    {
        var cases = Enumerable.Range(0, 5_000).Select(number =>
            $"<testcase name=\"test{number}\"><failure>{new string('ü', 500)}</failure></testcase>");
        _scene.Write("junit.xml", $"<testsuite>{string.Concat(cases)}</testsuite>");

        var result = await _scene.RunAsync("tests", "", "file=junit.xml");

        Assert.Contains("0 of 5000 tests passed", result.Message, StringComparison.Ordinal);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(result.Output), 6_000, 8 * 1024);
        Assert.EndsWith("more lines.\n", result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _scene.Dispose();

    // How far a report indents its lines does not matter.
    private static string Flat(string text) => string.Join('\n', text.Split('\n').Select(line =>
        line.StartsWith("    ", StringComparison.Ordinal) ? "    " + line.TrimStart() : line));
}
