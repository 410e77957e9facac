using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace HelloDurable;

/// <summary>Human interaction: an event named <c>Approval</c>, or, when it does not come in time, an escalation.</summary>
public static class Approval
{
    /// <param name="Item">What is to be approved.</param>
    /// <param name="WaitSeconds">How long a decision may take.</param>
    public sealed record Request(string Item, int WaitSeconds);

    [Function(nameof(RequestApproval))]
    public static async Task<string> RequestApproval([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var request = context.GetInput<Request>() ?? throw new ArgumentException("An approval needs a request.");
        using var timerCancellation = new CancellationTokenSource();
        var timer = context.CreateTimer(TimeSpan.FromSeconds(request.WaitSeconds), timerCancellation.Token);
        var decision = context.WaitForExternalEvent<bool>("Approval");
        context.SetCustomStatus($"waiting for {request.Item}");
        if (await Task.WhenAny(decision, timer) == timer)
        {
            return await context.CallActivityAsync<string>(nameof(Escalate), request.Item);
        }

        timerCancellation.Cancel();
        return $"{request.Item}: {(await decision ? "approved" : "rejected")}";
    }

    [Function(nameof(Escalate))]
    public static string Escalate([ActivityTrigger] string item) => $"{item}: escalated";
}
