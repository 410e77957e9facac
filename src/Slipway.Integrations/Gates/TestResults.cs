using System.Xml.Linq;

namespace Slipway.Integrations.Gates;

/// <summary>What test results in JUnit's XML or in TRX say.</summary>
internal sealed class TestResults
{
    private const int LinesOfAFailure = 12;
    private const int MaximumKept = 200;

    private readonly List<(string Name, string Text)> _failures = [];
    private int _total;
    private int _failed;
    private int _skipped;

    /// <summary>Reads all files together.</summary>
    /// <exception cref="System.Xml.XmlException">One is no XML.</exception>
    /// <exception cref="FormatException">One is no test result.</exception>
    internal static Verdict Judge(IReadOnlyList<string> files)
    {
        var results = new TestResults();
        foreach (var file in files)
        {
            results.Add(file);
        }

        return results.Judge();
    }

    private void Add(string file)
    {
        switch (ReportXml.Root(file).Name.LocalName)
        {
            case "testsuites" or "testsuite":
                foreach (var testCase in ReportXml.Elements(file, "testcase"))
                {
                    AddJUnit(testCase);
                }

                break;
            case "TestRun":
                foreach (var result in ReportXml.Elements(file, "UnitTestResult"))
                {
                    AddTrx(result);
                }

                break;
            case var other:
                throw new FormatException($"its root is <{other}>; JUnit's is <testsuites> or <testsuite>, TRX' is <TestRun>");
        }
    }

    private void AddJUnit(XElement testCase)
    {
        _total++;
        var failure = testCase.Children("failure").Concat(testCase.Children("error")).FirstOrDefault();
        if (failure is not null)
        {
            var className = (string?)testCase.Attribute("classname");
            var name = (string?)testCase.Attribute("name") ?? "(no name)";
            var message = (string?)failure.Attribute("message") ?? "";

            // Many writers begin the text with the message.
            var text = failure.Value.StartsWith(message, StringComparison.Ordinal) ? failure.Value[message.Length..] : failure.Value;
            Fail(className is null ? name : $"{className}.{name}", $"{message}\n{text}");
        }
        else if (testCase.Children("skipped").Any())
        {
            _skipped++;
        }
    }

    private void AddTrx(XElement result)
    {
        _total++;
        switch ((string?)result.Attribute("outcome"))
        {
            case "Passed" or "PassedButRunAborted" or "Warning" or "Completed":
                break;
            case "NotExecuted" or "NotRunnable" or "Inconclusive" or "Disconnected" or "Pending":
                _skipped++;
                break;
            default:
                var error = result.Children("Output").SelectMany(output => output.Children("ErrorInfo")).FirstOrDefault();
                var message = error?.Children("Message").FirstOrDefault()?.Value;
                var stack = error?.Children("StackTrace").FirstOrDefault()?.Value;
                Fail((string?)result.Attribute("testName") ?? "(no name)", $"{message}\n{stack}");
                break;
        }
    }

    private void Fail(string name, string text)
    {
        _failed++;
        if (_failures.Count < MaximumKept)
        {
            _failures.Add((name, text));
        }
    }

    private Verdict Judge()
    {
        var told = new GateText();
        if (_total == 0)
        {
            return new Verdict(false, "no test ran", told.Line("The report holds no test. Make sure that the tests are found and run."));
        }

        var counts = $"{_total - _failed - _skipped} of {_total} tests passed, {_failed} failed, {_skipped} skipped";
        if (_failed == 0)
        {
            return new Verdict(true, counts, told.Line($"{counts}."));
        }

        told.Line($"{counts}. Failed:");
        foreach (var (name, text) in _failures)
        {
            told.Line($"- {name}").Block(text, LinesOfAFailure);
        }

        return new Verdict(false, $"{counts}: {_failures[0].Name}", told);
    }
}
