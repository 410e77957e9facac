using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;

namespace Slipway.LocalHost.Tests.Hosting;

/// <summary>An app on which settings of host.json show what they do.</summary>
internal static class SettingsApp
{
    [Function("Sends")]
    public static void Sends([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        for (var i = 0; i < context.GetInput<int>(); i++)
        {
            context.SendEvent("nobody", "e", i);
        }
    }

    [Function("Waits")]
    public static Task<string> WaitsAsync([OrchestrationTrigger] TaskOrchestrationContext context)
        => context.WaitForExternalEvent<string>("go");

    [Function("Polls")]
    public static async Task<string?> PollsAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var answer = await context.CallHttpAsync(
            new DurableHttpRequest(HttpMethod.Get, new Uri(context.GetInput<string>()!)) { AsynchronousPatternEnabled = true });
        return answer.Content;
    }

    [Function("Fine")]
    public static string Fine([ActivityTrigger] string input) => input;

    /// <summary>Says first that it is not done, and where to look, but not when.</summary>
    [Function("Slow")]
    public static async Task<HttpResponseData> SlowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "slow/{which}")] HttpRequestData request, string which)
    {
        var response = request.CreateResponse(which == "one" ? HttpStatusCode.Accepted : HttpStatusCode.OK);
        if (which == "one")
        {
            response.Headers.Add("Location", "/api/slow/two");
        }

        await response.WriteStringAsync("done");
        return response;
    }
}
