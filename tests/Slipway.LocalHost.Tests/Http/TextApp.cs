using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Slipway.LocalHost.Tests.Http;

/// <summary>The smallest app.</summary>
internal static class TextApp
{
    [Function("SmallText")]
    public static string Text([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "text/{name}")] HttpRequest request, string name)
        => $"{request.Method} {name}";
}
