using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Anthropic.Core;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace Slipway.Integrations.Ai;

/// <summary>Makes the client of the configured service.</summary>
internal static class AiClient
{
    // What is asked without a key: local servers take anything.
    private const string NoKey = "none";

    /// <summary>Makes a client. It tries nothing twice: who asks decides that.</summary>
    /// <param name="options">Which service, and where.</param>
    /// <param name="key">The key; <see langword="null"/> for a service that needs none.</param>
    /// <param name="http">Without a limit on time; the client's to use, the caller's to keep.</param>
    internal static IChatClient Create(AiOptions options, string? key, HttpClient http) =>
        options.Provider == AiProviderKind.Anthropic ? Anthropic(options, key ?? NoKey, http) : OpenAI(options, key ?? NoKey, http);

    private static IChatClient OpenAI(AiOptions options, string key, HttpClient http)
    {
        var settings = new OpenAIClientOptions
        {
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            Transport = new HttpClientPipelineTransport(http),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        if (options.Endpoint is { } endpoint)
        {
            settings.Endpoint = endpoint;
        }

        return new ChatClient(options.Model, new ApiKeyCredential(key), settings).AsIChatClient();
    }

    private static IChatClient Anthropic(AiOptions options, string key, HttpClient http)
    {
        var settings = new ClientOptions
        {
            // What the environment holds for others is not for this address.
            ApiKey = key, AuthToken = null, MaxRetries = 0, HttpClient = http, Timeout = options.TimeLimit * 2,
        };
        if (options.Endpoint is { } endpoint)
        {
            settings.BaseUrl = endpoint.AbsoluteUri.TrimEnd('/');
        }

        return new AnthropicClient(settings).AsIChatClient(options.Model!);
    }
}
