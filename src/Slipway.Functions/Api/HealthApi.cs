using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Slipway.Core;

namespace Slipway.Functions.Api;

/// <summary>Says that the host answers.</summary>
internal sealed class HealthApi(TimeProvider time)
{
    [Function("Health")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health")] HttpRequest request) =>
        Results.Json(new { status = "healthy", time = time.GetUtcNow() }, CoreJson.Options);
}
