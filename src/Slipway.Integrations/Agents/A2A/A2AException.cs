using System.Net;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents.A2A;

/// <summary>An agent refused a request, or did not answer it as the protocol says.</summary>
/// <param name="status">Its HTTP status; <see langword="null"/> when there was no answer, or none of the right form.</param>
/// <param name="message">Its words.</param>
/// <param name="retryAfter">How long it asks to wait.</param>
internal sealed class A2AException(HttpStatusCode? status, string message, TimeSpan? retryAfter = null)
    : RemoteServiceException(status, message, retryAfter)
{
    // JSON-RPC 2.0, and the protocol's own.
    internal const int InternalError = -32603;
    private const int TaskNotFound = -32001;
    private const int InvalidAgentResponse = -32006;
    private static readonly int[] AboutContext = [TaskNotFound, -32600, -32602];

    /// <summary>The code of a JSON-RPC error; <see langword="null"/> when the answer was none.</summary>
    internal int? Code { get; init; }

    /// <summary>Whether there was an answer that is not of the protocol's form.</summary>
    internal bool IsWrongForm { get; init; }

    /// <summary>Whether there was no connection, so that nothing was sent.</summary>
    internal bool IsUnreachable { get; init; }

    /// <summary>Whether it is no use, or does harm, to ask again.</summary>
    internal bool IsFinal { get; private init; }

    /// <summary>Whether the agent may have done what it was asked to: it did not say, or a gateway answered in its place.</summary>
    internal bool MayHaveArrived => !IsUnreachable && (Code is null
        ? Status is null or >= HttpStatusCode.InternalServerError
        : Status is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout);

    /// <inheritdoc/>
    internal override bool MayPass =>
        !IsFinal && base.MayPass && (Code is null or InternalError || Status is HttpStatusCode.TooManyRequests
            or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout);

    /// <summary>Whether the agent does not know the task.</summary>
    internal bool IsUnknownTask => Code == TaskNotFound;

    /// <summary>Whether the agent may not like the context, or the task, that a message refers to.</summary>
    internal bool IsAboutContext => Code is { } code && AboutContext.Contains(code);

    /// <summary>The same, for the last time.</summary>
    internal A2AException AsFinal() => new(Status, Message, RetryAfter)
    {
        Code = Code, IsWrongForm = IsWrongForm, IsUnreachable = IsUnreachable, IsFinal = true,
    };

    /// <summary>What it means for the run.</summary>
    internal AgentOutcomeKind Kind => (Status, Code) switch
    {
        (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, _) => AgentOutcomeKind.Auth,
        (HttpStatusCode.PaymentRequired, _) => AgentOutcomeKind.Budget,
        (HttpStatusCode.TooManyRequests, _) => AgentOutcomeKind.RateLimited,
        (_, InternalError or InvalidAgentResponse) => AgentOutcomeKind.ApiError,
        (_, not null) => AgentOutcomeKind.Protocol,
        (null, _) => IsWrongForm ? AgentOutcomeKind.Protocol : AgentOutcomeKind.ApiError,
        ( >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout, _) => AgentOutcomeKind.ApiError,
        _ => AgentOutcomeKind.Protocol,
    };

    /// <summary>How it answered, in words that go on a name.</summary>
    internal string Verb => (Status, Code, IsWrongForm) switch
    {
        (_, { } code, _) => $"answered with the error {code}",
        ({ } status, _, _) => $"answered {(int)status}",
        (_, _, true) => "answered in a form that is not the A2A protocol's",
        _ => "did not answer",
    };
}
