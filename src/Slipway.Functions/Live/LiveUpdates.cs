using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Slipway.Functions.Access;
using Slipway.Functions.Api;

namespace Slipway.Functions.Live;

/// <summary>Lets clients join the live updates.</summary>
internal static class LiveUpdates
{
    /// <summary>The SignalR hub.</summary>
    public const string HubName = "workflows";

    /// <summary>What clients listen to: one argument, the event.</summary>
    public const string Target = "workflowEvent";

    /// <summary>What clients listen to for what agents do while they run: one argument, an event with a number of its own.</summary>
    public const string ProgressTarget = "workflowProgress";

    /// <summary>Says where to connect, and with which token.</summary>
    /// <remarks>The connection's description is passed on as it came: written from the
    /// typed form, its names would be in the wrong case.</remarks>
    [Function("Negotiate")]
    public static IResult Negotiate(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "negotiate")] HttpRequest request,
        [SignalRConnectionInfoInput(HubName = HubName)] string connection)
    {
        if (RequestAccess.Of(request).WhyNotEverywhere() is { } refused)
        {
            // The hub sends everybody everything.
            return Problems.Of(refused)!;
        }

        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Text(connection, "application/json");
    }
}
