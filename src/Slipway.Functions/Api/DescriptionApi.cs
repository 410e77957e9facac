using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Slipway.Functions.Api.Description;

namespace Slipway.Functions.Api;

/// <summary>Describes the API, for tools that make clients and documentation of it.</summary>
internal sealed class DescriptionApi
{
    [Function("DescribeApi")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Function, "get", Route = "openapi.json")] HttpRequest request) =>
        Results.Text(ApiDescription.Json, MediaTypeNames.Application.Json, Encoding.UTF8);
}
