namespace Slipway.Functions.Activities;

/// <summary>A step to be stopped.</summary>
/// <param name="Step">Its id.</param>
/// <param name="Stops">The stop's number, from 1: what was scheduled before it is not wanted any more.</param>
public sealed record StopStep(string Step, int Stops)
{
    /// <summary>The name under which a step's activity is known while it runs.</summary>
    public static string WorkOf(string workflowId, string step) => $"{workflowId}/{step}";
}
