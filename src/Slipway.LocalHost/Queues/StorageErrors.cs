using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;

namespace Slipway.LocalHost.Queues;

/// <summary>Reads the service's error code, such as <c>QueueNotFound</c>, from the header that carries it.</summary>
internal sealed class StorageErrors : RequestFailedDetailsParser
{
    public override bool TryParse(Response response, [NotNullWhen(true)] out ResponseError? error, out IDictionary<string, string>? data)
    {
        data = null;
        error = response.Headers.TryGetValue("x-ms-error-code", out var code) ? new ResponseError(code, response.ReasonPhrase) : null;
        return error is not null;
    }
}
