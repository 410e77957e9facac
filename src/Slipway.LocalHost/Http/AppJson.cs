using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Slipway.LocalHost.Http;

/// <summary>The serializer options of the app that an invocation belongs to.</summary>
internal static class AppJson
{
    public static JsonSerializerOptions Options(FunctionContext context)
        => context.InstanceServices?.GetService<IOptions<JsonSerializerOptions>>()?.Value ?? JsonSerializerOptions.Default;
}
