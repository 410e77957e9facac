using System.Text;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Functions.Orchestrators;

/// <summary>What a workflow says of itself at its pull request, in Markdown.</summary>
/// <remarks>Words of gates, agents and people stand as code: nobody is mentioned, and nothing is linked, by what they say.</remarks>
internal static class ReportText
{
    private const int MaxGates = 50;
    private const int MaxWords = 500;
    private const int MaxTitle = 120;

    /// <summary>Makes the report.</summary>
    /// <param name="workflowId">Whose.</param>
    /// <param name="standing">How it stands.</param>
    /// <param name="headSha">The commit that it is about.</param>
    /// <param name="title">How it stands, in a few words of Slipway's own.</param>
    /// <param name="why">What somebody else said to it.</param>
    /// <param name="gates">What gates said.</param>
    public static WorkflowReport Of(
        string workflowId, ReportStanding standing, string headSha, string title, string? why, IReadOnlyList<GateReport> gates)
    {
        var text = new StringBuilder().Append("### Slipway: ").Append(title).Append('\n');
        if (why is { Length: > 0 })
        {
            text.Append('\n').Append(Code(why, MaxWords)).Append('\n');
        }

        if (gates.Count > 0)
        {
            text.Append("\n| gate | | round |\n| --- | --- | --- |\n");
            foreach (var gate in gates.Take(MaxGates))
            {
                text.Append("| ").Append(Code(gate.Name, MaxTitle)).Append(" | ").Append(gate.Passed ? "passed" : "failed: ")
                    .Append(gate.Passed ? "" : Code(gate.Message, MaxTitle)).Append(" | ").Append(gate.Round).Append(" |\n");
            }
        }

        text.Append("\nWorkflow `").Append(workflowId).Append("`, commit ").Append(Code(headSha, 12)).Append(".\n");
        return new WorkflowReport(
            standing, headSha, Sanitiser.Line(why is { Length: > 0 } ? $"{title}: {why}" : title, MaxTitle), text.ToString());
    }

    private static string Code(string words, int length) =>
        $"`{Sanitiser.Line(words, length).Replace('`', '\'').Replace('|', '/')}`";
}
