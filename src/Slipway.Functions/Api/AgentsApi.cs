using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Functions.Api;

/// <summary>Says which agents there are, and whether they can be used.</summary>
internal sealed class AgentsApi(IAgentPool pool)
{
    [Function("ListAgents")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "agents")] HttpRequest request) =>
        Results.Json(new { agents = await pool.ListAsync(request.HttpContext.RequestAborted) }, CoreJson.Options);
}
