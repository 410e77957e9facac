using System.Text.Json.Nodes;

namespace Slipway.Cli.Contract;

/// <summary>What an operator asks of a workflow.</summary>
internal sealed record SignalRequest
{
    /// <summary>Who asks.</summary>
    public string? Actor { get; init; }

    /// <summary>Why; kept in the history.</summary>
    public string? Reason { get; init; }

    /// <summary>Words beside an approval or a rejection.</summary>
    public string? Comment { get; init; }

    /// <summary>For recover: <c>retry go_back skip abort</c>.</summary>
    public string? Decision { get; init; }

    /// <summary>For <c>go_back</c>: the state to go back to.</summary>
    public string? State { get; init; }

    /// <summary>For recover: another agent.</summary>
    public AgentChoice? Agent { get; init; }

    /// <summary>Of a definition's workflow: the step it is about.</summary>
    public string? Step { get; init; }

    /// <summary>For approve and reject: the approval's form, filled in.</summary>
    public JsonObject? Form { get; init; }
}
