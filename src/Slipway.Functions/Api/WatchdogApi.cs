using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Functions.Access;
using Slipway.Functions.Watching;

namespace Slipway.Functions.Api;

/// <summary>Names workflows that can never go on.</summary>
internal sealed class WatchdogApi(Watchdog watchdog)
{
    [Function("FindStuckWorkflows")]
    public async Task<IResult> FindAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "watchdog")] HttpRequest request,
        [DurableClient] DurableTaskClient client) =>
        Results.Json(await watchdog.LookAsync(client, RequestAccess.Of(request), request.HttpContext.RequestAborted), CoreJson.Options);
}
