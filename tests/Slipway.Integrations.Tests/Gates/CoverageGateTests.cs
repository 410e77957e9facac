namespace Slipway.Integrations.Tests.Gates;

public sealed class CoverageGateTests : IDisposable
{
    private const string Cobertura = """
        <?xml version="1.0"?>
        <!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
        <coverage line-rate="0.99" version="1.9"><packages><package name="shop"><classes>
          <class name="Shop.Cart" filename="src/Cart.cs">
            <methods><method name="Add"><lines><line number="1" hits="1"/></lines></method></methods>
            <lines>
              <line number="1" hits="1"/><line number="2" hits="5" branch="true" condition-coverage="50% (1/2)"/><line number="3" hits="0"/>
            </lines>
          </class>
          <class name="Shop.Order" filename="src/Order.cs"><lines><line number="9" hits="2"/></lines></class>
        </classes></package></packages></coverage>
        """;

    private const string Lcov =
        "TN:\nSF:src/cart.js\nDA:1,1\nDA:2,0\nBRDA:1,0,0,3\nBRDA:1,0,1,-\nend_of_record\nSF:src/order.js\nDA:1,4\nend_of_record\n";

    private readonly GateScene _scene = new();

    [Theory]
    [InlineData("75", true)]
    [InlineData("75.1", false)]
    public async Task Cobertura_lines_are_compared_with_the_least_percentage(string min, bool passed)
    {
        _scene.Write("coverage.xml", Cobertura);

        var result = await _scene.RunAsync("coverage", "", "file=coverage.xml", $"min={min}");

        Assert.Equal(passed, result.Passed);
        Assert.Contains("75.0 % of lines are covered (3 of 4)", result.Message, StringComparison.Ordinal);
        Assert.Contains("line-rate", _scene.Home.ReadArtifact(result.Log), StringComparison.Ordinal);
        Assert.Equal(!passed, result.Output.Contains("src/Cart.cs: 1 of 3", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("lines", "66.6 % of lines are covered (2 of 3)")]
    [InlineData("branches", "50.0 % of branches are covered (1 of 2)")]
    public async Task Lcov_is_read_too(string metric, string said)
    {
        _scene.Write("lcov.info", Lcov);

        var result = await _scene.RunAsync("coverage", "", "file=lcov.info", "min=90", $"metric={metric}");

        Assert.False(result.Passed);
        Assert.Contains(said, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Branches_of_Cobertura_and_several_reports_are_added_up()
    {
        _scene.Write("TestResults/a/coverage.cobertura.xml", Cobertura);
        _scene.Write("TestResults/b/coverage.cobertura.xml", Cobertura);

        var result = await _scene.RunAsync("coverage", "", "file=TestResults/**/coverage.cobertura.xml", "min=50", "metric=branches");

        Assert.True(result.Passed);
        Assert.Contains("50.0 % of branches are covered (2 of 4)", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_makes_the_report_and_an_older_one_does_not_count()
    {
        _scene.Write("coverage.xml", Cobertura);
        File.SetLastWriteTimeUtc(Path.Combine(_scene.Worktree, "coverage.xml"), DateTime.UnixEpoch);

        var stale = await _scene.RunAsync("coverage", "true", "file=coverage.xml", "min=10");
        var made = await _scene.RunAsync("coverage", "printf 'SF:a\\nDA:1,1\\n' > coverage.xml", "file=coverage.xml", "min=10");
        var failed = await _scene.RunAsync("coverage", "echo no compiler >&2; exit 4", "file=coverage.xml", "min=10");

        Assert.False(stale.Passed);
        Assert.Contains("there is no report 'coverage.xml' of this run", stale.Message, StringComparison.Ordinal);
        Assert.True(made.Passed, made.Message);
        Assert.Equal((false, 4), (failed.Passed, failed.ExitCode));
        Assert.Contains("no compiler", failed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<coverage/>", "the report has no lines")]
    [InlineData("<html/>", "its root is <html>")]
    [InlineData("not xml", "cannot be read")]
    public async Task A_report_that_says_nothing_does_not_pass(string report, string said)
    {
        _scene.Write("coverage.xml", report);

        var result = await _scene.RunAsync("coverage", "", "file=coverage.xml", "min=0");

        Assert.False(result.Passed);
        Assert.Contains(said, result.Message, StringComparison.Ordinal);
        Assert.NotEmpty(result.Output);
    }

    public void Dispose() => _scene.Dispose();
}
